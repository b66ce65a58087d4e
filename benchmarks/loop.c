/* The engine's steady-state loop in plain C, one core, no libraries: the bar that NumPy is measured against.
 *
 * The same people with the same draws: each visitor logs in, pauses, asks; requests are put in order of time,
 * dealt out round robin, queue at their server (Lindley's recursion), look their session up in Redis, count
 * their latency and go into the calendar of due ticks. Incidents, deploys, losses and digests are left out,
 * which flatters C.
 *
 * usage: loop SESSIONS ARRIVING WARM_UP TICKS CAPACITY THINK SEED < 1024 exponential quantiles
 * prints: requests and CPU seconds of the TICKS ticks after WARM_UP, and the sum of their latencies in ms
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SERVERS = 64, RING = 256, BINS = 10001, KINDS_OF = 1024, TICK = 1000000, REDIS_LATENCY = 1000 };
enum { LOGIN = 0, BROWSE = 1, CART = 2 };
enum { VISIT_STREAM = 3, KIND_STREAM = 4, THINK_STREAM = 5, MOMENT_STREAM = 6, RETURN_STREAM = 11, STREAMS };
static const int64_t WORK[] = {30, 10, 12};

static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static uint64_t draw(uint64_t stream, uint64_t who, uint64_t n) {
    return mix(stream + who * 0xD1B54A32D192ED03u + n * 0x8CB92BA72F3D8DD7u);
}

static uint64_t below(uint64_t number, uint64_t limit) { return ((number >> 32) * limit) >> 32; }

/* The calendar: one growing list of visitors for each of the next RING ticks. */
static struct { uint32_t *who; size_t size, room; } calendar[RING];

static void put(uint64_t tick, uint32_t who) {
    __auto_type day = &calendar[tick % RING];
    if (day->size == day->room) {
        day->room = day->room ? 2 * day->room : 1024;
        day->who = realloc(day->who, day->room * sizeof *day->who);
        if (!day->who) exit(1);
    }
    day->who[day->size++] = who;
}

/* Sort by the moment in the upper 24 bits: three stable passes of eight bits each. */
static void sort(uint64_t *keys, uint64_t *scratch, size_t size) {
    for (int shift = 40; shift < 64; shift += 8) {
        size_t start[257] = {0};
        for (size_t i = 0; i < size; i++) start[(keys[i] >> shift & 255) + 1]++;
        for (int d = 0; d < 256; d++) start[d + 1] += start[d];
        for (size_t i = 0; i < size; i++) scratch[start[keys[i] >> shift & 255]++] = keys[i];
        memcpy(keys, scratch, size * sizeof *keys);
    }
}

int main(int argc, char **argv) {
    if (argc != 8) return 2;
    const uint64_t sessions = strtoull(argv[1], 0, 10), arriving = strtoull(argv[2], 0, 10);
    const uint64_t warm_up = strtoull(argv[3], 0, 10), ticks = strtoull(argv[4], 0, 10);
    const int64_t capacity = atoll(argv[5]), think = atoll(argv[6]);
    const uint64_t seed = strtoull(argv[7], 0, 10);
    int64_t exponential[1024];
    for (int i = 0; i < 1024; i++)
        if (scanf("%ld", &exponential[i]) != 1) return 2;

    uint64_t stream[STREAMS];
    for (int s = 0; s < STREAMS; s++) stream[s] = mix(seed + s * 0x9E3779B97F4A7C15u);
    uint8_t kind_of[KINDS_OF];
    for (int i = 0; i < KINDS_OF; i++) kind_of[i] = i < KINDS_OF * 8 / 10 ? BROWSE : CART;

    uint16_t *left = calloc(sessions, sizeof *left), *n = calloc(sessions, sizeof *n);
    uint8_t *in_redis = calloc(sessions, 1);
    uint64_t *keys = malloc(sessions * sizeof *keys), *scratch = malloc(sessions * sizeof *scratch);
    int64_t free_at[SERVERS] = {0}, latency[BINS] = {0};
    uint64_t turn = 0, arrived = 0, requests = 0, before = 0;
    clock_t started = clock();

    for (uint64_t tick = 0; tick < warm_up + ticks; tick++) {
        if (tick == warm_up) {
            before = requests;
            memset(latency, 0, sizeof latency);
            started = clock();
        }
        for (uint64_t i = 0; tick < arriving && i < sessions / arriving; i++) {
            left[arrived] = 200 + below(draw(stream[VISIT_STREAM], arrived, 0), 201);
            put(tick, arrived++);
        }
        const size_t count = calendar[tick % RING].size;
        for (size_t i = 0; i < count; i++) {
            const uint64_t who = calendar[tick % RING].who[i];
            const uint64_t moment = n[who] ? draw(stream[RETURN_STREAM], who, n[who] - 1) : draw(stream[MOMENT_STREAM], who, 0);
            keys[i] = below(moment, TICK) << 40 | who;
        }
        calendar[tick % RING].size = 0;
        sort(keys, scratch, count);
        requests += count;
        const int64_t now = tick * TICK;
        for (size_t i = 0; i < count; i++) {
            const uint64_t who = keys[i] & 0xFFFFFFFFFFu;
            const int64_t asked = now + (keys[i] >> 40);
            const int kind = in_redis[who] ? kind_of[draw(stream[KIND_STREAM], who, n[who]) >> 54] : LOGIN;
            int64_t *server = &free_at[turn++ % SERVERS];
            *server = (*server > asked ? *server : asked) + WORK[kind] * TICK / capacity;
            const int64_t wait = (*server - asked + REDIS_LATENCY) / 1000;
            latency[wait < BINS ? wait : BINS - 1]++;
            if (kind == LOGIN) in_redis[who] = 1; else left[who]--;
            const int64_t answered = (*server - now) / TICK;
            const int64_t pause = exponential[draw(stream[THINK_STREAM], who, n[who]) >> 54];
            n[who]++;
            if (left[who]) put(tick + 1 + pause * (2 * think - 1) / 2000 + answered, who);
        }
    }
    const double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    int64_t sum = 0;
    for (int i = 0; i < BINS; i++) sum += latency[i] * i;
    printf("%llu %f %lld\n", (unsigned long long)(requests - before), seconds, (long long)sum);
    return 0;
}
