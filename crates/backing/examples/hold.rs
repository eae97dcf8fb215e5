//! Holds the home that its standard input names until it is killed: the other process of a test.

use std::path::Path;

use chiso_backing::{Backing, Durability};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut home = String::new();
    std::io::stdin().read_line(&mut home)?;
    let _backing = Backing::start(Path::new(home.trim()), Durability::Durable).await?;
    println!("holding");
    std::future::pending().await
}
