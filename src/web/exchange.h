/* One request and its answer as they cross between server.c and the rest.
 *
 * server.c fills what came, asks web_admit() as soon as the head is there,
 * collects the body within the limit it was told, lets a worker call
 * web_answer(), sends, and calls web_finish().  Everything else of HTTP that
 * is not sockets and time happens behind these three. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "web/route.h"
#include "web/urlencoded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web;
struct exchange;

/* How a worker streams: given by the server; may wait. */
struct stream_port {
    enum err (*begin)(struct exchange *ex); /* status and headers leave */
    enum err (*write)(struct exchange *ex, const void *bytes, size_t n); /* ERR_CANCELLED: the receiver is gone */
};

struct answer {
    int status;
    struct pairs headers;
    char *bytes;        /* from malloc(): the server frees it; NULL: see fixed */
    const void *fixed;  /* lives for ever */
    size_t n_bytes;
    bool streamed;      /* went through the port: nothing more to send */
    bool stream_failed; /* the connection must be cut, so that the receiver sees an incomplete answer */
    bool close;         /* no further request on this connection */
};

struct exchange {
    struct arena *arena;
    struct web *web;
    void *server; /* private to server.c */
    const struct stream_port *port;

    /* what came */
    const char *method, *target, *address; /* address: of the peer, without port */
    bool tls, http_1_0;
    struct pairs headers;
    const char *body;
    size_t body_bytes;

    /* decided by web_admit() */
    char id[8];
    int64_t begun_us; /* monotonic */
    enum method verb;
    bool is_head, is_options;
    const char *path, *query_text;
    struct route_match match;
    size_t body_limit_bytes;

    struct answer answer;
    int64_t account;          /* for the log; 0: nobody */
    int64_t session_to_touch; /* noted by web_finish(); 0: none */
};

/* Host, method, target, lengths, route: cheap, no database, on a poller.  false: ex->answer is there already (a
 * refusal or a file of assets/), no body is wanted. */
bool web_admit(struct web *w, struct exchange *ex);
/* On a worker: runs the route, fills ex->answer; always leaves an answer. */
void web_answer(struct web *w, struct exchange *ex);
/* After the answer is on its way, on the same worker: log line, figures, the session's last use. */
void web_finish(struct web *w, struct exchange *ex);
/* A short answer without a page: overload, refusal of a body. */
void web_refuse(struct web *w, struct exchange *ex, int status);

#endif
