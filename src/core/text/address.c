/*
 * core/text/address.c — see address.h.
 */
#include "core/text/address.h"

#include <string.h>

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool address_is_url(struct str s)
{
    struct str scheme = str_slice(s, 0, STR("https://").len);
    size_t host = str_equal_nocase(scheme, STR("https://")) ? scheme.len : STR("http://").len;

    if (host != scheme.len && !str_equal_nocase(str_slice(s, 0, host), STR("http://")))
        return false;
    size_t end = host;
    while (end < s.len && s.ptr[end] != '/' && s.ptr[end] != '?' && s.ptr[end] != '#')
        if (s.ptr[end++] == '@')
            return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= ' ' || c == 0x7f || memchr("<>\"\\^`{|}", c, 9) != NULL)
            return false;
    }
    return end > host && s.ptr[host] != ':';
}

bool address_is_mail(struct str s)
{
    size_t at = str_find(s, STR("@"), 0);

    if (at == SIZE_MAX || at == 0 || at > 64)
        return false;
    for (size_t i = 0; i < at; i++)
        if (!is_alnum(s.ptr[i]) && memchr("!#$%&'*+-/=?^_`{|}~.", s.ptr[i], 20) == NULL)
            return false;
    bool dotted = false;
    char before = '.';
    for (size_t i = at + 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '.' ? before == '.' || before == '-' : !is_alnum(c) && (c != '-' || before == '.'))
            return false;
        dotted = dotted || c == '.';
        before = c;
    }
    return dotted && is_alnum(before);
}
