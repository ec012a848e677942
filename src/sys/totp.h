/*
 * sys/totp.h — one-time codes by time, RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits.
 *
 * SHA-1 because authenticator apps support nothing else reliably; inside HMAC its collisions do not
 * help an attacker. Whoever verifies must store the step that matched and refuse it and older ones
 * (replay).
 */
#ifndef SYS_TOTP_H
#define SYS_TOTP_H

#include "base/arena.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_SECONDS = 30 };

/* The code of an instant: 6 digits and a NUL. */
void totp_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t now_us, char out[TOTP_DIGITS + 1]);
/* Accepts the step of now, the one before and the one after, each only when later than `last_step`
 * (0 = none used). True with *step set to the one that matched; the caller stores it before it lets
 * anybody in. */
bool totp_verify(const uint8_t secret[TOTP_SECRET_BYTES], struct str code, int64_t now_us,
                 int64_t last_step, int64_t *step);
/* "otpauth://totp/issuer:account?secret=…&issuer=…" for the QR code; absent on an exhausted arena.
 * Both texts are percent-encoded here. */
struct str totp_uri(const uint8_t secret[TOTP_SECRET_BYTES], struct str issuer, struct str account,
                    struct arena *a);

#endif
