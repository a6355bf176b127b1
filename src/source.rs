//! Opens a path, recognises the format by content, yields articles one by one.
