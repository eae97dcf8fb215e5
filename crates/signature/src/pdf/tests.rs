mod builder;
mod filter;
mod hostile;
mod signature;
mod structure;
mod syntax;
