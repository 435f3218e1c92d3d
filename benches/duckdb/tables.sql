-- The tables. Times are milliseconds since 1970 as whole numbers, dates are numbers `yyyymmdd`.

CREATE TABLE skill AS
WITH asked AS (
    SELECT DISTINCT posting, unnest(list_concat(required_skills, desired_skills)).name AS name FROM raw_posting
)
SELECT name, row_number() OVER (ORDER BY name)::INTEGER AS skill, count(*) AS postings FROM asked GROUP BY name;

-- A posting without shifts has one virtual shift without an end.
CREATE TABLE shift AS
WITH entry AS (SELECT posting, unnest(shifts) AS given FROM raw_posting),
     span AS (
         SELECT posting, given.id AS shift_id, epoch_ms(given."start") AS starts, epoch_ms(given."end") AS ends
         FROM entry
         UNION ALL
         SELECT posting, '', greatest(now_ms(), epoch_ms(job_start_date)), NULL FROM raw_posting WHERE shifts IS NULL
     )
SELECT
    posting,
    row_number() OVER (PARTITION BY posting ORDER BY starts, shift_id) AS place,
    starts,
    ends,
    coalesce(ends - starts, hours(8)) AS length_ms,
    civil_date(starts) AS date,
    ends IS NULL OR now_ms() < starts AS ahead
FROM span;

-- Many postings ask for the same certificates or skills: such lists are numbered, and each is judged once for a worker.
CREATE TABLE posting AS
WITH entry AS (SELECT posting, unnest(required_skills) AS asked FROM raw_posting),
     required AS (
         SELECT posting, list(at_rank(skill, level_rank(asked.level))) AS required
         FROM entry JOIN skill ON skill.name = asked.name GROUP BY posting
     )
SELECT
    posting,
    id,
    status = 'open' AS open,
    epoch_ms(valid_through) AS valid_through,
    job_location_type = 'telecommute' AS remote,
    metres(cos(radians(location.latitude)) * cos(radians(location.longitude))) AS x,
    metres(cos(radians(location.latitude)) * sin(radians(location.longitude))) AS y,
    metres(sin(radians(location.latitude))) AS z,
    cell(x) AS cell_x,
    cell(z) AS cell_z,
    max_distance_m::BIGINT AS reach,
    occupational_category AS occupation,
    coalesce(employer_id, hiring_organization) AS employer,
    coalesce(base_salary.min_value_fen, base_salary.max_value_fen) AS lower_fen,
    coalesce(base_salary.max_value_fen, base_salary.min_value_fen) AS upper_fen,
    period_ms(base_salary.unit_text) AS offer_ms,
    epoch_ms(date_posted) AS posted,
    job_immediate_start AS immediate,
    shift_mode = 'all' AS all_shifts,
    shifts IS NULL AS open_ended,
    nullif(experience_months, 0)::BIGINT AS experience_months,
    hazardous,
    coalesce(blocked_workers, []) AS blocked_workers,
    coalesce(required, []) AS required,
    list_sort(desired_skills) AS desired_skills,
    dense_rank() OVER (ORDER BY list_sort(desired_skills)) AS desired_list,
    list_sort(required_certificates) AS certificates,
    dense_rank() OVER (ORDER BY list_sort(required_certificates), hazardous) AS certificate_list,
    words
FROM raw_posting JOIN posting_words USING (posting) LEFT JOIN required USING (posting);

CREATE TABLE desired_skill AS
WITH entry AS (SELECT DISTINCT desired_list, desired_skills FROM posting),
     element AS (SELECT desired_list, unnest(desired_skills) AS desired FROM entry)
SELECT desired_list, skill, level_rank(desired.level) AS rank, idf
FROM element JOIN skill ON skill.name = desired.name JOIN idf USING (postings);

CREATE TABLE certificate AS
WITH entry AS (SELECT DISTINCT certificate_list, hazardous, certificates FROM posting)
SELECT certificate_list, hazardous, unnest(certificates) AS name FROM entry;

CREATE TABLE held_skill AS
WITH entry AS (SELECT worker, unnest(skills) AS held FROM raw_worker)
SELECT worker, skill, max(level_rank(held.level)) AS rank
FROM entry JOIN skill ON skill.name = held.name GROUP BY ALL;

CREATE TABLE worker AS
WITH held AS (
    SELECT worker, list(at_rank(skill, lower_rank)) AS held
    FROM held_skill JOIN range(1, 9) AS ranks(lower_rank) ON lower_rank <= rank GROUP BY worker
)
SELECT
    worker,
    id,
    status = 'active' AS active,
    metres(cos(radians(location.latitude)) * cos(radians(location.longitude))) AS x,
    metres(cos(radians(location.latitude)) * sin(radians(location.longitude))) AS y,
    metres(sin(radians(location.latitude))) AS z,
    max_distance_m::BIGINT AS reach,
    availability IS NOT NULL AS availability_known,
    coalesce(pay_floor.min_value_fen, pay_floor.max_value_fen) AS floor_fen,
    period_ms(pay_floor.unit_text) AS floor_ms,
    coalesce(employment_type = 'part_time', false) AS part_time,
    date_number(birth_date) AS birth,
    first_instant(statutory_retirement_date) AS retirement,
    coalesce(blocked_employers, []) AS blocked_employers,
    coalesce(held, []) AS held,
    words,
    weight(words) AS all_words
FROM raw_worker JOIN worker_words USING (worker) LEFT JOIN held USING (worker);

CREATE TABLE held_certificate AS
WITH entry AS (SELECT worker, unnest(certificates) AS held FROM raw_worker)
SELECT worker, held.name, epoch_ms(held.valid_through) AS valid_through FROM entry;

CREATE TABLE wish AS SELECT worker, unnest(desired_occupations) AS occupation FROM raw_worker;

CREATE TABLE experience AS
WITH entry AS (SELECT worker, unnest(experience) AS had FROM raw_worker)
SELECT worker, had.occupational_category AS occupation, had.months::BIGINT AS months FROM entry;

-- Windows that touch or overlap are one: a window that starts after the end of all before it begins another one.
CREATE TABLE availability AS
WITH entry AS (SELECT worker, unnest(availability) AS given FROM raw_worker),
     span AS (SELECT worker, epoch_ms(given."start") AS starts, epoch_ms(given."end") AS ends FROM entry),
     marked AS (
         SELECT *, coalesce(starts > max(ends) OVER earlier, true) AS apart FROM span
         WINDOW earlier AS (PARTITION BY worker ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     ),
     numbered AS (
         SELECT *, count(*) FILTER (apart) OVER (PARTITION BY worker ORDER BY starts, ends ROWS UNBOUNDED PRECEDING)
             AS number
         FROM marked
     )
SELECT worker, min(starts) AS starts, max(ends) AS ends FROM numbered GROUP BY worker, number;
