//! Kills at moments that a seed chooses, one after the other, during a load.

use chiso_tests::System;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use crate::load::Load;

const ROUNDS: usize = 8;

async fn kill_at_random(seed: u64) {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut system = System::start().await;
    let load = Load::start(&system, seed, 2400, 300);
    for _ in 0..ROUNDS {
        load.progress(dice.random_range(1..300)).await;
        match dice.random_range(0..4) {
            0 => {
                system.dossiers.kill().await;
                system.dossiers.start().await;
            }
            1 => {
                system.aggregator.kill().await;
                system.aggregator.start().await;
            }
            2 => {
                system.backing.kill_nats().await;
                system.backing.start_nats().await.unwrap();
            }
            _ => {
                system.backing.kill_postgres().await;
                system.backing.start_postgres().await.unwrap();
            }
        }
    }
    load.finish(&system).await;
}

#[tokio::test]
async fn kills_at_random_moments_lose_nothing() {
    kill_at_random(20221).await;
}

#[tokio::test]
async fn kills_at_other_moments_lose_nothing() {
    kill_at_random(20222).await;
}
