//! Files that are added to the catalogue are to be in the program.

fn main() {
    println!("cargo::rerun-if-changed=../../catalogue");
}
