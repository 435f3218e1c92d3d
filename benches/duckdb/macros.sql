CREATE MACRO now_ms() AS {now_ms};
CREATE MACRO today() AS {today};
CREATE MACRO hours(number) AS number * 3600000::BIGINT;

-- NULL stays NULL here, which `least` and `greatest` would pass over.
CREATE MACRO capped(value) AS CASE WHEN value > 10000 THEN 10000 ELSE value END;
CREATE MACRO from_zero(value) AS CASE WHEN value < 0 THEN 0 ELSE value END;

-- The combined weights: blend * the worker's + (100 - blend) * the employer's.
CREATE MACRO score({factors}) AS {score};

-- China has had one offset all year since 1991; shifts and retirement lie later.
CREATE MACRO zone_ms() AS hours(8);
CREATE MACRO date_number(date) AS year(date) * 10000 + month(date) * 100 + day(date);
CREATE MACRO civil_date(ms) AS date_number(make_timestamp((ms + zone_ms()) * 1000));
CREATE MACRO first_instant(date) AS epoch_ms(date::TIMESTAMP) - zone_ms();

CREATE MACRO level_rank(level) AS coalesce(list_position(
    ['apprentice', 'junior', 'intermediate', 'senior', 'technician', 'senior_technician', 'special_technician',
     'chief_technician'], level), 1);

-- A skill at a rank as one number. Who holds rank 3 has the numbers of ranks 1, 2 and 3.
CREATE MACRO at_rank(skill, rank) AS (skill * 8 + rank - 1)::INTEGER;

-- 0 stands for the shift's length, NULL for pay that cannot be compared.
CREATE MACRO period_ms(unit) AS CASE unit
    WHEN 'hour' THEN hours(1) WHEN 'shift' THEN 0 WHEN 'day' THEN 0
    WHEN 'week' THEN hours(40) WHEN 'month' THEN hours(174) WHEN 'year' THEN hours(2088) END;

-- A word is its number and its weight in one: the weight, below 2^15, in the lower bits.
CREATE MACRO weight(words) AS coalesce(list_sum([word % 32768 FOR word IN words]), 0);
CREATE MACRO both_say(shared, every) AS 20000 * shared // (every + shared);

CREATE MACRO square_of(number) AS number * number;
CREATE MACRO metres(unit) AS round(6371008.8 * unit)::BIGINT;

-- The grid lies on x and z: any two axes will do, as no coordinate differs by more than the distance. The sum keeps
-- coordinates above zero, where division rounds down.
CREATE MACRO cell(coordinate) AS ((coordinate + 30000000) // 5000)::INTEGER;
