-- Decides a batch of checks one after the other, as MemoryStorage does, and writes each counter once at the end.
--
-- KEYS      the counters of every check, in the order of the checks; one may come several times
-- ARGV[1]   the time in milliseconds, or "" for the server's own
-- ARGV[2]   two bytes a check: the number of its shape, and 1 to take or 0 to look
-- ARGV[3…]  the shapes, each a format and what is to be read by it, of each counter of a check: its kind (0 log, 1 GCRA,
--           2 log that only advises: it counts, and refuses nobody when it is full) and how many limits it has; of a
--           log the longest window in seconds, the largest quota, and that window in milliseconds as text (to make
--           text of a number is a twentieth of a lone call); for each limit its window in milliseconds, then quota and
--           0, or burst and pace
--
-- Returns for each limit of each check, in order: four bytes what remained before the decision, eight bytes the
-- milliseconds until more may pass. Numbers are big-endian. Every number stays below 2^53, where doubles are exact.
--
-- A log is: stamps of six bytes, the newest first, then four bytes the longest window in seconds, two bytes the largest
-- quota that ever counted here; so a comment more is put before all that is there. A debt is: six bytes when it was
-- written, seven bytes what was owed then; a request costs the window's milliseconds, and each millisecond pays back
-- `pace`.
--
-- A function takes as long to make as three numbers to unpack, and a call makes them all: so there are few.
local call, pack, unpack_at, byte, sub, ceil = redis.call, struct.pack, struct.unpack, string.byte, string.sub, math.ceil

local own_clock = ARGV[1] == ""
local now
if own_clock then
    local time = call("TIME")
    now = time[1] * 1000 + (time[2] - time[2] % 1000) / 1000
else
    now = tonumber(ARGV[1])
end

-- What each counter holds, false for nothing; a clock that runs backwards stands still.
local held, values = {}, call("MGET", unpack(KEYS))
for number = 1, #KEYS do
    local value = values[number]
    held[KEYS[number]] = value
    if value then
        local written = unpack_at(">I6", value)
        if written > now then
            now = written
        end
    end
end

local shapes = {}
for number = 3, #ARGV, 2 do
    shapes[(number - 3) / 2] = { unpack_at(ARGV[number], ARGV[number + 1]) }
end

-- How many of a log's `most` newest stamps, of which the last does not count, came after the horizon.
local function younger(log, most, horizon)
    local low, high = 0, most - 1 -- the first `low` stamps count, those behind `high` do not
    while low < high do
        local middle = ceil((low + high) / 2)
        if unpack_at(">I6", log, 6 * middle - 5) > horizon then
            low = middle
        else
            high = middle - 1
        end
    end
    return low
end

-- A log whose stamps are fewer than `keep` and came after the horizon, with another longest window or largest quota.
local function trimmed(log, hold, keep, horizon)
    local kept = #log / 6 - 1
    if kept >= keep then
        kept = keep - 1
    end
    while kept > 0 and unpack_at(">I6", log, 6 * kept - 5) <= horizon do
        kept = kept - 1
    end
    return sub(log, 1, 6 * kept) .. pack(">I4I2", hold, keep)
end

local function owed(debt, pace)
    if not debt then
        return 0
    end
    local written, amount = unpack_at(">I6I7", debt)
    amount = amount - (now - written) * pace
    return amount > 0 and amount or 0
end

-- Remaining and milliseconds, two numbers a limit; a table that has room need not grow.
local numbers, answered = { 0, 0, 0, 0, 0, 0, 0, 0 }, 0
local lives, checks, behind = {}, ARGV[2], 0
for at = 1, #checks, 2 do
    local shape, takes = byte(checks, at, at + 1)
    shape = shapes[shape]
    local room, number, here, last = true, behind, 1, #shape
    while here < last do
        number = number + 1
        local key, kind, stop = KEYS[number], shape[here], here + 5 + 3 * shape[here + 1]
        local value, stamps, oldest = held[key], 0
        if value and kind ~= 1 then
            local earliest, hold = unpack_at(">I6I4", value, #value - 11)
            local expired = now - hold * 1000
            if earliest <= expired and unpack_at(">I6", value) <= expired then
                held[key] = false
            else
                stamps, oldest = #value / 6 - 1, earliest
            end
        end
        for limit = here + 5, stop - 1, 3 do
            local window, quota, remaining, reset = shape[limit], shape[limit + 1]
            if kind == 1 then
                local pace = shape[limit + 2]
                local amount = owed(value, pace)
                local used = ceil(amount / window)
                remaining, reset = quota - used, ceil((amount - (used - 1) * window) / pace)
            else
                local used, leaves, horizon = stamps, oldest, now - window
                if used > quota then
                    used, leaves = quota, unpack_at(">I6", value, 6 * quota - 5)
                end
                if used > 0 and leaves <= horizon then
                    used = younger(value, used, horizon)
                    leaves = used > 0 and unpack_at(">I6", value, 6 * used - 5)
                end
                remaining, reset = quota - used, used > 0 and leaves - horizon or window
            end
            if remaining == 0 and kind ~= 2 then
                room = false
            end
            numbers[answered + 1], numbers[answered + 2] = remaining, reset
            answered = answered + 2
        end
        here = stop
    end
    if room and takes == 1 then
        number, here = behind, 1
        while here < last do
            number = number + 1
            local key = KEYS[number]
            local value = held[key]
            if shape[here] == 1 then
                local pace = shape[here + 7]
                local amount = owed(value, pace) + shape[here + 5]
                held[key], lives[key] = pack(">I6I7", now, amount), ceil(amount / pace)
            else
                local hold, keep, life = shape[here + 2], shape[here + 3], shape[here + 4]
                if value then
                    local oldest, longest, largest = unpack_at(">I6I4I2", value, #value - 11)
                    local known = longest >= hold and largest >= keep
                    if longest > hold then
                        hold, life = longest, longest * 1000
                    end
                    keep = largest > keep and largest or keep
                    local horizon = now - hold * 1000
                    if not known or oldest <= horizon or #value / 6 > keep then
                        value = trimmed(value, hold, keep, horizon)
                    end
                else
                    value = pack(">I4I2", hold, keep)
                end
                held[key], lives[key] = pack(">I6", now) .. value, life
            end
            here = here + 5 + 3 * shape[here + 1]
        end
    end
    behind = number
end

-- Each counter lives as long as it matters; under a caller's clock, which is not the one that expires keys, for ever.
for key, life in pairs(lives) do
    if own_clock then
        call("SET", key, held[key], "PX", life)
    else
        call("SET", key, held[key])
    end
end

-- In a few calls: a function takes at most 8,000 values.
local answer = ""
for from = 1, answered, 4000 do
    local to = from + 3999 < answered and from + 3999 or answered
    answer = answer .. pack(">" .. string.rep("I4I8", (to - from + 1) / 2), unpack(numbers, from, to))
end
return answer
