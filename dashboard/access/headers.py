"""What every answer carries, so that browsers keep to it."""

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Without any referrer a browser hides the origin of our own login form too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_BASE = (
    "default-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
)
# Swagger UI and ReDoc begin with a script in their page.
GATEWAY = "; ".join((*_BASE, "script-src 'self' 'unsafe-inline'"))
# Bokeh builds callbacks from texts, and Panel loads components from blobs.
WALL = "; ".join(
    (
        *_BASE,
        "connect-src 'self' blob:",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
    )
)
