use std::time::Duration;

use chiso_clock::Clock;
use chiso_eventlog::MIGRATOR;
use chiso_eventlog::idempotency::{
    Answer, Finding, KeyTaken, KeyedRequest, count_by_key, find, prune, remember,
};
use chiso_testkit::{Service, TestBacking};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

fn request<'a>(key: &'a str, hash: &'a [u8]) -> KeyedRequest<'a> {
    KeyedRequest {
        scope: "portal",
        key,
        hash,
        others: &[],
    }
}

fn answer<'a>(request: KeyedRequest<'a>, response: &'a [u8]) -> Answer<'a> {
    Answer { request, response }
}

async fn database(backing: &TestBacking) -> PgPool {
    let pool = PgPool::connect(&backing.fresh_database(Service::Dossiers).await)
        .await
        .unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    pool
}

fn now() -> DateTime<Utc> {
    Clock::system().now()
}

#[tokio::test]
async fn a_batch_learns_what_is_known() {
    let backing = TestBacking::shared().await;
    let pool = database(&backing).await;
    let mut conn = pool.acquire().await.unwrap();
    let known = [
        answer(request("a", b"1"), b"first"),
        answer(request("b", b"2"), b"second"),
    ];
    assert_eq!(remember(&mut conn, &known, now()).await.unwrap(), Ok(()));

    let mut other_scope = request("a", b"1");
    other_scope.scope = "another caller";
    let findings = find(
        &mut conn,
        &[
            request("b", b"2"),
            request("a", b"other"),
            request("c", b"3"),
            request("c", b"3"),
            request("c", b"4"),
            other_scope,
        ],
    )
    .await
    .unwrap();
    assert_eq!(
        findings,
        [
            Finding::Answered(b"second".to_vec()),
            Finding::Conflict,
            Finding::New,
            Finding::Repeats(2),
            Finding::Conflict,
            Finding::New,
        ]
    );
    assert_eq!(find(&mut conn, &[]).await.unwrap(), []);
    assert_eq!(remember(&mut conn, &[], now()).await.unwrap(), Ok(()));
}

/// The second of two transactions with one key waits for the first and is told that it came too late.
#[tokio::test]
async fn two_transactions_with_one_key_serialise() {
    let backing = TestBacking::shared().await;
    let pool = database(&backing).await;
    for first_commits in [true, false] {
        let key = format!("race-{first_commits}");
        let key = key.as_str();
        let mut first = pool.begin().await.unwrap();
        let mut second = pool.begin().await.unwrap();
        for tx in [&mut first, &mut second] {
            assert_eq!(
                find(tx, &[request(key, b"1")]).await.unwrap(),
                [Finding::New]
            );
        }
        let a = [answer(request(key, b"1"), b"from first")];
        assert_eq!(remember(&mut first, &a, now()).await.unwrap(), Ok(()));
        let b = [
            answer(request(key, b"1"), b"from second"),
            answer(request("z", b"1"), b""),
        ];
        let mut late = Box::pin(remember(&mut second, &b, now()));
        assert!(
            tokio::time::timeout(Duration::from_millis(100), &mut late)
                .await
                .is_err()
        );
        if first_commits {
            first.commit().await.unwrap();
            assert_eq!(late.await.unwrap(), Err(KeyTaken));
            second.rollback().await.unwrap();
            let mut conn = pool.acquire().await.unwrap();
            let findings = find(&mut conn, &[request(key, b"1"), request("z", b"1")])
                .await
                .unwrap();
            assert_eq!(
                findings,
                [Finding::Answered(b"from first".to_vec()), Finding::New]
            );
        } else {
            first.rollback().await.unwrap();
            assert_eq!(late.await.unwrap(), Ok(()));
            second.rollback().await.unwrap();
        }
    }
}

/// Batches with the same keys in opposite order do not deadlock.
#[tokio::test]
async fn batches_in_opposite_order_wait_for_each_other() {
    let backing = TestBacking::shared().await;
    let pool = database(&backing).await;
    let keys: Vec<String> = (0..200).map(|key| format!("key-{key}")).collect();
    let racers = (0..8).map(|racer| {
        let (pool, mut order) = (pool.clone(), keys.clone());
        if racer % 2 == 0 {
            order.reverse();
        }
        async move {
            let answers: Vec<_> = order
                .iter()
                .map(|key| answer(request(key, b"1"), b"done"))
                .collect();
            let mut tx = pool.begin().await.unwrap();
            let taken = remember(&mut tx, &answers, now()).await.unwrap();
            if taken.is_ok() {
                tx.commit().await.unwrap();
            }
            taken
        }
    });
    let outcomes = futures::future::join_all(racers).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
}

#[tokio::test]
async fn answers_are_kept_for_seven_days() {
    let backing = TestBacking::shared().await;
    let pool = database(&backing).await;
    let mut conn = pool.acquire().await.unwrap();
    let old: Vec<String> = (0..4_500).map(|key| format!("old-{key}")).collect();
    let answers: Vec<_> = old
        .iter()
        .map(|key| answer(request(key, b"1"), b""))
        .collect();
    let then = now() - TimeDelta::days(7) - TimeDelta::seconds(1);
    assert_eq!(remember(&mut conn, &answers, then).await.unwrap(), Ok(()));
    let young = [answer(request("young", b"1"), b"")];
    assert_eq!(
        remember(&mut conn, &young, then + TimeDelta::seconds(60))
            .await
            .unwrap(),
        Ok(())
    );
    assert_eq!(prune(&pool, now()).await.unwrap(), 4_500);
    let findings = find(&mut conn, &[request("young", b"1"), request("old-0", b"1")])
        .await
        .unwrap();
    assert_eq!(findings, [Finding::Answered(vec![]), Finding::New]);
}

#[tokio::test]
async fn a_request_is_recognised_by_a_digest_of_another_key() {
    let backing = TestBacking::shared().await;
    let pool = database(&backing).await;
    let mut conn = pool.acquire().await.unwrap();
    let before = [answer(request("a", b"\x01old"), b"first")];
    remember(&mut conn, &before, now()).await.unwrap().unwrap();
    let others = [b"\x01old".to_vec()];
    let after = KeyedRequest {
        others: &others,
        ..request("a", b"\x02new")
    };
    let findings = find(&mut conn, &[after, request("a", b"\x02new")])
        .await
        .unwrap();
    assert_eq!(
        findings,
        [Finding::Answered(b"first".to_vec()), Finding::Conflict]
    );
    assert_eq!(count_by_key(&mut conn).await.unwrap(), [(1, 1)]);
}
