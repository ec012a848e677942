/*
 * base/sanitizer.h — tells whether this build runs under AddressSanitizer, which maps far more
 * memory than a limit on it allows. Must change nothing but such limits and their tests.
 */
#ifndef BASE_SANITIZER_H
#define BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZED
#endif
#endif

#endif
