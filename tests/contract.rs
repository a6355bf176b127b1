//! The contract of an engine: what the prose of `newshound::engine` promises, asked of every engine.
//!
//! A new engine is a function in `engines` and a name in `contract!`; then it has to pass this file. It is
//! asked through its traits and through `newshound::answer` alone.
//!
//! Every answer is compared with that of the slow reference, an engine itself. They agree in everything but
//! the last digits of scores:
//!
//! - Counts, matching passages, texts, marks, and what is said where nothing was found are equal.
//! - A score is that of `newshound::rank`, within `CLOSE` of the reference's where nothing was removed.
//!   Statistics may count removed articles until they are reclaimed.
//! - Matches are in the order of the question's `Sort`, by the engine's own scores. So two engines may differ
//!   in the order of passages whose scores are closer than `CLOSE`, and in no other.
//! - An answer in part, by `offset`, `limit` and `per_article`, is a part of the engine's whole answer.

use std::path::Path;
use std::sync::Arc;

use newshound::engine::Engine;

mod agreement;
mod answering;
mod corpus;
mod counting;
mod language;
mod reading;
mod reference;
mod writing;

/// Makes the engine of a folder, in which a `corpus` may be. Made again, it finds what was committed.
type Make = fn(&Path) -> Arc<dyn Engine>;

/// How much scores may differ, as a share of them.
const CLOSE: f32 = 1e-4;

/// The engines that are held to the contract.
mod engines {
    use std::path::Path;
    use std::sync::Arc;

    use newshound::engine::Engine;
    use newshound::engine::tantivy::Tantivy;

    use super::reference::Reference;

    pub fn tantivy(folder: &Path) -> Arc<dyn Engine> {
        Arc::new(Tantivy::new(folder.join("index"), folder.join("corpus")))
    }

    pub fn reference(folder: &Path) -> Arc<dyn Engine> {
        Arc::new(Reference::new(folder))
    }
}

/// For each engine, a module with each promise as a test.
macro_rules! contract {
    ($($engine:ident)+; $promises:tt) => {
        mod held {
            $(promises!($engine $promises);)+
        }
    };
}

macro_rules! promises {
    ($engine:ident { $($part:ident::$promise:ident,)+ }) => {
        mod $engine {
            use crate::contract;

            $(#[test]
            fn $promise() {
                contract::$part::$promise(contract::engines::$engine);
            })+
        }
    };
}

contract! {
    tantivy reference;
    {
        writing::an_engine_without_a_commit_has_no_index,
        writing::what_is_put_is_there_after_the_commit_and_not_before,
        writing::an_article_that_is_put_again_replaces_the_one_with_its_id,
        writing::of_an_article_that_is_put_twice_by_one_writer_the_last_is_there,
        writing::a_removed_article_is_gone_after_the_commit,
        writing::a_writer_may_remove_what_it_put_and_put_what_it_removed,
        writing::removing_what_is_not_there_changes_nothing,
        writing::records_of_files_are_kept_replaced_and_forgotten,
        writing::a_snapshot_keeps_showing_its_commit,
        writing::a_writer_that_is_dropped_leaves_no_trace,
        writing::a_rebuild_replaces_everything_on_its_commit,
        writing::a_rebuild_that_is_dropped_leaves_no_trace,
        writing::an_engine_made_again_finds_what_was_committed,
        writing::there_is_one_writer_at_a_time_and_it_is_named,
        writing::who_waits_long_enough_may_write,
        writing::readers_do_not_wait_for_a_writer,
        reading::an_article_comes_back_byte_for_byte,
        reading::heads_passages_and_versions_are_those_that_were_put,
        reading::what_is_not_there_is_not_found,
        reading::ids_are_found_by_their_beginning_and_by_their_file,
        reading::values_are_found_by_their_beginning,
        reading::articles_and_passages_are_counted,
        reading::a_whole_index_is_found_whole,
        reading::a_dictionary_knows_how_words_were_written,
        reading::the_words_of_a_set_are_those_that_its_predicate_takes,
        reading::the_nearest_word_is_one_that_occurs,
        answering::counts_are_exact_after_removals,
        answering::matches_are_in_the_order_that_was_asked_for,
        answering::equal_scores_are_ordered_by_date_id_and_number,
        answering::pages_tile_the_whole_answer,
        answering::at_most_so_many_passages_of_an_article_are_collected,
        answering::listings_are_the_matching_articles_each_once,
        answering::counting_collects_nothing,
        answering::the_parts_of_a_score_add_up_to_it,
        answering::newer_articles_gain_by_freshness,
        answering::an_article_is_first_for_its_own_headline,
        answering::a_leaf_by_itself_is_true_where_its_question_is,
        answering::occurrences_count_the_passages_of_each_word,
        answering::an_answer_does_not_depend_on_how_articles_came_in,
        answering::a_question_whose_time_is_up_is_refused,
        answering::a_question_that_was_cancelled_is_refused,
        answering::many_threads_may_ask_one_snapshot,
        counting::articles_are_counted_by_day_in_the_zone_that_is_asked_in,
        counting::articles_are_counted_by_value_once_each,
        counting::an_example_has_the_value_and_is_the_one_with_the_lowest_id,
        counting::counts_are_those_of_the_reference_after_changes,
        counting::a_count_whose_time_is_up_is_refused,
        counting::the_frequencies_of_words_are_those_of_the_reference_after_changes,
        language::every_row_of_the_language_is_answered_as_by_the_reference,
        language::every_field_is_answered_as_by_the_reference,
        language::every_operator_is_answered_as_by_the_reference,
        language::any_word_may_be_enough,
        language::days_are_those_of_the_zone_that_is_asked_in,
        language::marks_are_those_of_the_reference_and_valid_in_the_texts,
        language::where_nothing_is_found_it_is_said_what_is_missing,
        agreement::random_questions_over_random_articles_are_answered_as_by_the_reference,
        agreement::random_changes_leave_what_a_rebuild_makes,
    }
}
