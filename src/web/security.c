/* Headers that tell browsers what a page of ours never does. */
#include "web/internal.h"

#include <string.h>

static const struct pair always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
     "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "accelerometer=(), camera=(self), display-capture=(), geolocation=(self), gyroscope=(), "
                           "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

bool security_headers(const struct web *w, struct exchange *ex)
{
    struct pairs *headers = &ex->answer.headers;
    bool good = true;
    for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
        good &= pairs_add(ex->arena, headers, always[i].name, always[i].value);
    if (w->settings.secure || ex->tls)
        good &= pairs_add(ex->arena, headers, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    return good;
}
