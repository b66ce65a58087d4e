"""The cards of the balancer: its seven policies, and how it looks after servers and requests."""

from __future__ import annotations

from scalegame.engine.commands import DrainServer, SetDrain, SetHealthCheck, SetPolicy, SetTimeout, UndrainServer
from scalegame.engine.scenario import Check, Policy
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

BALANCING: tuple[Card, ...] = (
    Card(
        id="balancer",
        shelf=Shelf.BALANCER,
        title="The load balancer",
        does="Takes every request and hands it to one of the servers. It is the only address people know, so servers "
        "can come, go and die behind it.",
        use="From the first server on: with a balancer in front, the second server is an order and not a move. "
        "nginx, HAProxy and Envoy are balancers.",
        price="The game's own never fails; a real one needs a twin",
        figures=numbers.balancer,
        fails="Set badly, it sends people to dead servers, or too many to one. Alone, it is itself the single point "
        "of failure.",
        ask="Your balancer dies. What now?",
        answer="There are two, and the address moves to the other one (a virtual IP, or DNS). State lies behind them, "
        "so nobody is logged out.",
        related=("round_robin", "sticky_cookie", "health_checks", "draining", "timeouts"),
        about=(SetPolicy,),
    ),
    Card(
        id="round_robin",
        shelf=Shelf.BALANCER,
        title="Round robin",
        does="Deals requests out in turn: A, B, C, A, B, C. Every server gets the same number of them.",
        use="Servers are alike, requests are alike, and any server can answer anybody. It is what nginx does unless "
        "told otherwise.",
        figures=numbers.policy,
        fails="It counts requests, not work: a slow server gets its full share until it drowns. With sessions in "
        "memory, of four servers one knows you: three requests in four meet a stranger.",
        ask="When is round robin a bad choice?",
        answer="When servers or requests are not alike, and whenever a server must know whom it serves.",
        related=("balancer", "least_connections", "random", "server_memory", "stateful_stateless"),
        about=(Policy.ROUND_ROBIN,),
    ),
    Card(
        id="random",
        shelf=Shelf.BALANCER,
        title="Random",
        does="Draws a server by lot for every request.",
        use="Many balancers that do not know of each other: nobody keeps a count, and they do not all begin with the "
        "same server.",
        figures=numbers.policy,
        fails="It is fair on average and lumpy at any moment: some server draws too many in a row, and its queue is "
        "longer than it need be. Sessions in memory are found by luck.",
        ask="Why not simply draw a server at random?",
        answer="Fair in the long run is not fair now. Drawing two and taking the better one mends nearly all of it.",
        related=("balancer", "power_of_two", "round_robin"),
        about=(Policy.RANDOM,),
    ),
    Card(
        id="least_connections",
        shelf=Shelf.BALANCER,
        title="Least connections",
        does="Sends each request to the server with the fewest open ones.",
        use="Requests take different times, or servers differ: at the slow one open requests pile up, and it gets "
        "fewer.",
        figures=numbers.policy,
        fails="A server that fails at once looks idle and draws everyone. So does one that has just come up: real "
        "balancers can let it warm up first (slow start). It remembers nobody, either.",
        ask="One of four servers became slow. Which policy notices by itself?",
        answer="Least connections: open requests pile up there, so it gets fewer. Round robin goes on giving it a "
        "quarter of all.",
        related=("balancer", "slow", "power_of_two", "round_robin"),
        about=(Policy.LEAST_CONNECTIONS,),
    ),
    Card(
        id="power_of_two",
        shelf=Shelf.BALANCER,
        title="Power of two choices",
        does="Draws two servers by lot and takes the one with less to do.",
        use="Large fleets and several balancers: nearly as even as least connections, with a look at two servers "
        "instead of all. If the counts are a moment old, not everyone runs to the same one.",
        figures=numbers.policy,
        fails="It remembers nobody: sessions in memory are found by luck.",
        ask="Why are two choices so much better than one?",
        answer="Throw n balls into n bins: the fullest holds about log n / log log n of them. With the better of two "
        "bins each time, about log log n.",
        related=("balancer", "random", "least_connections"),
        about=(Policy.POWER_OF_TWO,),
    ),
    Card(
        id="source_hash",
        shelf=Shelf.BALANCER,
        title="Source hash",
        does="Makes a number of the client's address and takes its remainder by the number of servers: the same "
        "address, the same server.",
        use="Stickiness is wanted and no cookie can be set, as with plain TCP (ip_hash in nginx, source in HAProxy).",
        price="It is paid in balance and elasticity",
        figures=numbers.modulo,
        fails="An office behind one address lands on one server. Change the number of servers, and nearly everyone "
        "moves: from four to five, four people in five.",
        ask="You add a fifth server to a hash modulo four. Who keeps their server?",
        answer="One in five: whose hash leaves the same remainder by four and by five. A ring moves fewer; without "
        "stickiness it does not matter.",
        related=("balancer", "consistent_hash", "sticky_cookie", "whale"),
        about=(Policy.SOURCE_HASH,),
    ),
    Card(
        id="consistent_hash",
        shelf=Shelf.BALANCER,
        title="Consistent hash",
        does="Puts servers and addresses on a ring; an address belongs to the next server on it. A new server takes a "
        "piece from each of the others.",
        use="Caches and shards, where each move costs a refill: when a server joins n others, one address in n + 1 "
        "moves.",
        figures=numbers.ring,
        fails="It is still a hash of addresses: an office behind one of them lands on one server. With few points on "
        "the ring the shares are uneven. Whoever moves is logged out, if sessions are in memory.",
        ask="What does a consistent hash save you?",
        answer="Most of the moves: a fifth server takes a fifth of the people, and nobody moves between the old ones. "
        "A modulo moves four fifths.",
        related=("balancer", "source_hash", "sticky_cookie", "redis"),
        about=(Policy.CONSISTENT_HASH,),
    ),
    Card(
        id="sticky_cookie",
        shelf=Shelf.BALANCER,
        title="Sticky cookie",
        does="The balancer sets a cookie that names a server, and sends whoever brings it back there.",
        use="As a bridge, while sessions still lie in the servers' memory. Each browser has its own cookie, so an "
        "office behind one address spreads out evenly.",
        price="It is paid in balance and elasticity: a new server gets only those who log in from now on",
        figures=numbers.policy,
        fails="The server dies, and everyone whose cookie names it is a stranger. An old server empties slowly, and "
        "clients without cookies are not held at all.",
        ask="Sticky sessions: what is the catch?",
        answer="They hide the state instead of moving it. Each deploy, crash or scaling down still logs people out, "
        "and the load follows the old crowd.",
        related=("balancer", "server_memory", "draining", "redis", "signed_cookie"),
        about=(Policy.STICKY_COOKIE,),
    ),
    Card(
        id="health_checks",
        shelf=Shelf.BALANCER,
        title="Health checks",
        does="The balancer looks at each server and takes it out of rotation when it fails. TCP asks: does the port "
        "accept? HTTP: does it answer? Passive checks watch real requests.",
        use="Always, and HTTP rather than TCP: the system accepts connections for a process that hangs.",
        figures=numbers.checks,
        fails="Too slow, and people meet a dead server meanwhile. Too eager, and a busy server is taken out, which "
        "makes the others busier. A check that asks the database can take out all at once.",
        ask="What should a health check ask?",
        answer="Whether this server can answer now. Not whether the database can: that would take the whole fleet out "
        "for one store.",
        related=("slow", "timeouts", "draining", "crash"),
        about=(SetHealthCheck, *Check),
    ),
    Card(
        id="draining",
        shelf=Shelf.BALANCER,
        title="Draining",
        does="A draining server gets no new people; those it knows may finish. Once it is empty it can go, and nobody "
        "notices.",
        use="Before every stop: deploys, restarts, scaling down.",
        price="It takes time, and room: the others carry its share meanwhile",
        figures=numbers.drain,
        fails="Only stickiness by cookie brings people back to it. Under round robin they go elsewhere at once, and a "
        "modulo hash over one server less moves nearly everyone.",
        ask="How do you deploy without logging anybody out?",
        answer="Drain, wait, replace, one after another. Better: keep nothing in the server; then draining waits only "
        "for open requests.",
        related=("rollout", "sticky_cookie", "server_memory"),
        about=(DrainServer, UndrainServer, SetDrain),
    ),
    Card(
        id="timeouts",
        shelf=Shelf.BALANCER,
        title="Time-outs, redispatch, retries",
        does="A time-out ends the waiting. Redispatch sends a request that met a dead server to a living one. A retry "
        "makes a failed request again.",
        use="Time-outs everywhere, longer than a good answer on a bad day. Retries few, with growing pauses and a "
        "random part, and only what may be done twice.",
        figures=numbers.patience,
        fails="Too short, a time-out throws away the answers of a busy server. Retries multiply: three layers that try "
        "three times each make 27 requests of one.",
        ask="Why must a request that is retried be idempotent?",
        answer="A time-out does not say whether it was done. A key for each order lets the server recognise the second "
        "one, or the money is taken twice.",
        related=("retry_storm", "health_checks", "rate_limiter"),
        about=(SetTimeout,),
    ),
)
