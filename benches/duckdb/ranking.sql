-- The question. Rules that depend on a worker and a value that many postings share (their occupation, their list of
-- certificates, a shift's times) are judged once for each such value, then joined.

WITH
subject AS (                                                  -- worker_active, minimum_age
    SELECT worker.* FROM worker JOIN sample USING (worker)
    WHERE active AND coalesce(today() >= birth + 160000, true)
),
offered AS MATERIALIZED (                                     -- posting_open, posting_valid
    SELECT
        posting.*,
        ((coalesce(10000 * hours(168) // (hours(168) + from_zero(now_ms() - posted)), 5000)
            + CASE WHEN immediate THEN 10000
                   WHEN first_start IS NULL THEN 5000
                   ELSE 10000 * hours(24) // (hours(24) + first_start - now_ms()) END) // 2) AS freshness
    FROM posting LEFT JOIN (
        SELECT posting, min(starts) AS first_start FROM shift
        WHERE ends IS NOT NULL AND now_ms() < starts GROUP BY posting
    ) USING (posting)
    WHERE open AND (valid_through IS NULL OR now_ms() <= valid_through)
),

-- Pairs by place: location_known, worker_reach, posting_reach.
cell_in_reach AS (
    SELECT worker, cell_x, unnest(range(cell(z - reach), cell(z + reach) + 1))::INTEGER AS cell_z
    FROM (
        SELECT worker, z, reach, unnest(range(cell(x - reach), cell(x + reach) + 1))::INTEGER AS cell_x
        FROM subject WHERE x IS NOT NULL AND reach IS NOT NULL
    )
),
placed AS (
    SELECT worker, posting FROM cell_in_reach JOIN offered USING (cell_x, cell_z) WHERE NOT remote
    UNION ALL
    SELECT worker, posting FROM subject, offered
    WHERE subject.x IS NOT NULL AND subject.reach IS NULL AND offered.x IS NOT NULL AND NOT remote
),
near AS (
    SELECT
        worker, posting,
        square_of(subject.x - offered.x) + square_of(subject.y - offered.y) + square_of(subject.z - offered.z) AS square
    FROM placed JOIN subject USING (worker) JOIN offered USING (posting)
    WHERE coalesce(square <= square_of(subject.reach), true) AND coalesce(square <= square_of(offered.reach), true)
    UNION ALL
    SELECT worker, posting, NULL FROM subject, offered WHERE remote
),
pair AS (                                                     -- required_skills, not_blocked
    SELECT worker, posting, square
    FROM near JOIN subject USING (worker) JOIN offered USING (posting)
    WHERE list_has_all(held, required)
      AND NOT list_contains(blocked_workers, subject.id)
      AND NOT coalesce(list_contains(blocked_employers, employer), false)
),

-- Shift rules: until when a worker holds the certificates of a list, and at which times they are free. An unknown
-- expiry is for ever in ordinary work and never in hazardous work.
holding AS (
    SELECT worker, certificate_list, min(valid_through) AS valid_through
    FROM (
        SELECT
            subject.worker, certificate_list, certificate.name,
            coalesce(max(CASE WHEN held.name IS NULL THEN NULL
                              WHEN held.valid_through IS NOT NULL THEN held.valid_through
                              WHEN hazardous THEN NULL
                              ELSE 9223372036854775807 END), -9223372036854775807) AS valid_through
        FROM subject CROSS JOIN certificate
        LEFT JOIN held_certificate AS held ON held.worker = subject.worker AND held.name = certificate.name
        GROUP BY ALL
    )
    GROUP BY ALL
),
free AS (
    SELECT availability.worker, times.starts, times.ends
    FROM (SELECT DISTINCT starts, ends FROM shift WHERE ahead AND ends IS NOT NULL) AS times
    JOIN availability ON availability.starts <= times.starts AND times.ends <= availability.ends
    SEMI JOIN subject ON subject.worker = availability.worker
),
judged AS (
    SELECT
        worker, posting, square, place, ahead, all_shifts,
        CASE offer_ms WHEN 0 THEN length_ms ELSE offer_ms END AS offered_ms,
        CASE floor_ms WHEN 0 THEN length_ms ELSE floor_ms END AS expected_ms,
        -- Amounts times milliseconds can exceed 64 bits.
        CASE WHEN floor_fen = 0 AND lower_fen IS NOT NULL AND offer_ms IS NOT NULL AND floor_ms IS NOT NULL THEN 10000
             ELSE coalesce(capped(5000 * lower_fen::HUGEINT * expected_ms // (floor_fen::HUGEINT * offered_ms)), 5000)
             END::BIGINT AS pay,
        -- pay_floor
        coalesce(upper_fen::HUGEINT * expected_ms >= floor_fen::HUGEINT * offered_ms, true)
            -- shift_not_started
            AND ahead
            -- availability
            AND (NOT availability_known OR shift.ends IS NULL OR free.worker IS NOT NULL)
            -- certificates
            AND (certificates IS NULL OR CASE WHEN shift.ends IS NULL
                THEN holding.valid_through > shift.starts ELSE holding.valid_through >= shift.ends END)
            -- hazardous_age
            AND (NOT hazardous OR coalesce(date >= birth + 180000, false))
            -- hazardous_retirement
            AND (NOT hazardous OR retirement IS NULL OR CASE WHEN shift.ends IS NULL
                THEN shift.starts < retirement ELSE shift.ends <= retirement END)
            -- weekly_hours
            AND (NOT part_time OR employer IS NULL OR shift.ends IS NULL OR length_ms <= hours(24))
            AS fits
    FROM pair
    JOIN subject USING (worker)
    JOIN offered USING (posting)
    JOIN shift USING (posting)
    LEFT JOIN holding USING (worker, certificate_list)
    LEFT JOIN free ON free.worker = pair.worker AND free.starts = shift.starts AND free.ends = shift.ends
),
eligible AS (
    SELECT
        worker, posting, any_value(square) AS square,
        arg_min(pay, place) FILTER (fits) AS pay,
        count(*) FILTER (fits) AS fitting,
        count(*) FILTER (ahead) AS open_shifts
    FROM judged
    GROUP BY worker, posting
    HAVING CASE WHEN any_value(all_shifts) THEN bool_and(fits) ELSE bool_or(fits) END
),

-- Factors.
kind AS (
    SELECT worker, offered AS occupation, max(closeness) AS closeness
    FROM subject JOIN wish USING (worker) JOIN closeness ON closeness.wish = wish.occupation
    GROUP BY ALL
),
practice AS (
    SELECT worker, offered AS occupation, max(months * closeness // 10000) AS months
    FROM subject JOIN experience USING (worker) JOIN closeness ON closeness.wish = experience.occupation
    GROUP BY ALL
),
cover AS (
    SELECT
        asked.worker, desired_list,
        (sum(idf * capped(10000 * coalesce(held.rank, 0) // desired.rank)) // sum(idf))::BIGINT AS skills
    FROM (SELECT DISTINCT worker, desired_list FROM eligible JOIN offered USING (posting)) AS asked
    JOIN desired_skill AS desired USING (desired_list)
    LEFT JOIN held_skill AS held ON held.worker = asked.worker AND held.skill = desired.skill
    GROUP BY ALL
),
factors AS (
    SELECT
        worker, posting, offered.id AS posting_id,
        coalesce(kind.closeness, 5000) AS occupation,
        coalesce(cover.skills, 5000) AS skills,
        eligible.pay,
        -- Squares are far below 2^53, where the floor of a float's root is that of the root.
        coalesce(10000 * 5000 // (5000 + floor(sqrt(square))::BIGINT), 5000) AS distance,
        CASE WHEN open_ended OR NOT availability_known THEN 5000 ELSE 10000 * fitting // open_shifts END AS time,
        CASE WHEN len(offered.words) = 0 OR len(subject.words) = 0 THEN 5000
             ELSE both_say(weight(list_intersect(offered.words, subject.words)), all_words) END AS text,
        freshness,
        coalesce(capped(10000 * practice.months // experience_months), 5000) AS experience
    FROM eligible
    JOIN subject USING (worker)
    JOIN offered USING (posting)
    LEFT JOIN kind USING (worker, occupation)
    LEFT JOIN practice USING (worker, occupation)
    LEFT JOIN cover USING (worker, desired_list)
),
scored AS (
    SELECT
        worker, posting, posting_id,
        score(occupation, skills, pay, distance, time, text, freshness, experience)::BIGINT AS score
    FROM factors
)
SELECT worker.id, posting_id, score
FROM scored JOIN worker USING (worker)
QUALIFY row_number() OVER (PARTITION BY worker ORDER BY score DESC, posting) <= $top
ORDER BY worker, score DESC, posting
