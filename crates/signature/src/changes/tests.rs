mod builder;
mod document;
mod form;
mod page;
mod permission;
mod robust;
mod security_store;
mod signature;
