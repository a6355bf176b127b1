//! Messages a line each, as they go over standard input and output.
//!
//! A line that is no JSON is answered (-32700), and the last one is read also where it does not end. No more is read
//! while many questions wait: whoever asks is held back by the pipe.

use std::io;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ErrorData, JsonRpcMessage};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::de::IgnoredAny;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{Mutex, Notify, Semaphore};

/// The longest line, in bytes. No message of a client has a reason to be nearly as long.
const LONGEST: u64 = 1 << 20;

/// A conversation, a message a line.
pub struct Lines<R, W> {
    input: BufReader<R>,
    /// What has come of a line: a read that is given up goes on with it.
    line: Vec<u8>,
    output: Arc<Mutex<W>>,
    places: Arc<Semaphore>,
    end: Arc<Notify>,
}

impl<R: AsyncRead + Unpin, W> Lines<R, W> {
    /// Reads while there are `places`. `end` is notified when there is no more.
    pub fn new(input: R, output: W, places: Arc<Semaphore>, end: Arc<Notify>) -> Lines<R, W> {
        Lines {
            input: BufReader::new(input),
            line: Vec::new(),
            output: Arc::new(Mutex::new(output)),
            places,
            end,
        }
    }

    /// The next line, without its end; none where there is no more.
    async fn line(&mut self) -> Option<Vec<u8>> {
        let left = LONGEST.saturating_sub(self.line.len() as u64);
        let mut input = (&mut self.input).take(left);
        let read = input.read_until(b'\n', &mut self.line).await;
        if self.line.is_empty() || read.is_err() {
            self.end.notify_one();
            return None;
        }
        Some(std::mem::take(&mut self.line))
    }
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let output = Arc::clone(&self.output);
        async move {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            let mut output = output.lock().await;
            output.write_all(&line).await?;
            output.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            // Only waited for: each question takes its own.
            drop(self.places.acquire().await);
            let line = self.line().await?;
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            if let Ok(message) = serde_json::from_slice::<ClientJsonRpcMessage>(line) {
                return Some(message);
            }
            let wrong = match serde_json::from_slice::<Head>(line) {
                // A notification of another revision.
                Ok(Head {
                    id: None,
                    method: Some(_),
                }) => continue,
                Ok(_) => ErrorData::invalid_request("the message is none of the protocol", None),
                Err(_) if serde_json::from_slice::<IgnoredAny>(line).is_ok() => {
                    ErrorData::invalid_request("the message is none of the protocol", None)
                }
                Err(_) => ErrorData::parse_error("the line is no JSON", None),
            };
            // Written whole also where this read is given up. Whoever does not listen ends the conversation.
            let answered = tokio::spawn(self.send(JsonRpcMessage::error(wrong, None)));
            answered.await.ok()?.ok()?;
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        self.output.lock().await.flush().await
    }
}

/// What tells a request from a notification.
#[derive(serde::Deserialize)]
struct Head {
    id: Option<IgnoredAny>,
    method: Option<IgnoredAny>,
}
