/*
 * core/text/ui.c — escapers, dates and message parameters for rendered text.
 *
 * The escapers are the only way of a value into a page; each is total: whatever the bytes, the
 * result cannot leave its place. They must not write markup of their own.
 */
#include "core/text/ui.h"

/* Controls that neither HTML nor XML may hold; TAB, LF and CR stay. */
static bool is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

static const char *entity_of(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\'':
        return attribute ? "&#39;" : NULL;
    default:
        return NULL;
    }
}

static void escape(struct buf *out, struct str s, bool attribute)
{
    size_t done = 0;

    for (size_t i = 0; i < s.len; i++) {
        const char *entity = entity_of(s.ptr[i], attribute);
        bool drop = is_control((unsigned char)s.ptr[i]);
        if (entity == NULL && !drop)
            continue;
        buf_add_bytes(out, s.ptr + done, i - done);
        if (entity != NULL)
            buf_add_cstr(out, entity);
        done = i + 1;
    }
    if (s.len > done)
        buf_add_bytes(out, s.ptr + done, s.len - done);
}

void html_text(struct buf *out, struct str s)
{
    escape(out, s, false);
}

void html_attr(struct buf *out, struct str s)
{
    escape(out, s, true);
}

void plain_text(struct buf *out, struct str s)
{
    size_t done = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (!is_control((unsigned char)s.ptr[i]) && s.ptr[i] != '\r')
            continue;
        buf_add_bytes(out, s.ptr + done, i - done);
        done = i + 1;
    }
    if (s.len > done)
        buf_add_bytes(out, s.ptr + done, s.len - done);
}

/* U+FFFE and U+FFFF are well-formed UTF-8 but no characters of XML 1.0: EF BF BE and EF BF BF. */
static bool is_xml_hole(struct str s, size_t at)
{
    return s.len - at >= 3 && (unsigned char)s.ptr[at] == 0xef &&
           (unsigned char)s.ptr[at + 1] == 0xbf && (unsigned char)s.ptr[at + 2] >= 0xbe;
}

static void escape_xml(struct buf *out, struct str s, bool attribute)
{
    size_t from = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (!is_xml_hole(s, i))
            continue;
        escape(out, str_slice(s, from, i), attribute);
        from = i + 3;
        i += 2;
    }
    escape(out, str_slice(s, from, s.len), attribute);
}

void xml_text(struct buf *out, struct str s)
{
    escape_xml(out, s, false);
}

void xml_attr(struct buf *out, struct str s)
{
    escape_xml(out, s, true);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void percent(struct buf *out, char c)
{
    buf_add_format(out, "%%%02X", (unsigned int)(unsigned char)c);
}

void html_url_part(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_unreserved(s.ptr[i]))
            buf_add_char(out, s.ptr[i]);
        else
            percent(out, s.ptr[i]);
    }
}

/* A relative reference must not be readable as a scheme or as another host ("//host", "/\host"). */
static bool url_is_relative(struct str s)
{
    if (s.ptr[0] == '/')
        return s.len < 2 || (s.ptr[1] != '/' && s.ptr[1] != '\\');
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '/' || c == '?' || c == '#')
            return true;
        if (c == ':' || c == '\\')
            return false;
    }
    return true;
}

static bool url_is_allowed(struct str s)
{
    static const struct str schemes[] = {STR_INIT("https://"), STR_INIT("http://"),
                                         STR_INIT("mailto:")};

    if (s.len == 0)
        return true;
    /* Browsers skip leading blanks and any TAB, LF, CR before they look for the scheme. */
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return false;
    }
    if (s.ptr[0] == ' ')
        return false;
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (str_equal_nocase(str_slice(s, 0, schemes[i].len), schemes[i]))
            return true;
    }
    return url_is_relative(s);
}

void html_url(struct buf *out, struct str s)
{
    if (!url_is_allowed(s)) {
        buf_add_char(out, '#');
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '&')
            buf_add_cstr(out, "&amp;");
        else if (c == ' ' || c == '"' || c == '<' || c == '>' || c == '\'' || c == '`' || c == '\\')
            percent(out, c);
        else
            buf_add_char(out, c);
    }
}

static const char *const weekdays_ja[7] = {"日", "月", "火", "水", "木", "金", "土"};
static const char *const weekdays_en[7] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static void add_date(struct buf *out, enum lang lang, struct civil c)
{
    buf_add_format(out, "%04d-%02d-%02d", c.year, c.month, c.day);
    if (lang == LANG_JA)
        buf_add_format(out, "（%s）", weekdays_ja[c.weekday]);
    else
        buf_add_format(out, " (%s)", weekdays_en[c.weekday]);
}

void ui_instant(struct buf *out, enum lang lang, int64_t us)
{
    if (us == 0) {
        buf_add_cstr(out, "—");
        return;
    }
    struct civil c = civil_from_us(us, JST_OFFSET_US);
    add_date(out, lang, c);
    buf_add_format(out, "%s%02d:%02d JST", lang == LANG_JA ? "" : " ", c.hour, c.minute);
}

void ui_day(struct buf *out, enum lang lang, int32_t day)
{
    if (day == 0)
        buf_add_cstr(out, "—");
    else
        add_date(out, lang, civil_from_day(day));
}

void ui_instant_machine(struct buf *out, int64_t us)
{
    if (us == 0)
        return;
    struct civil c = civil_from_us(us, JST_OFFSET_US);
    buf_add_format(out, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", c.year, c.month, c.day, c.hour,
                   c.minute, c.second);
}

void ui_day_machine(struct buf *out, int32_t day)
{
    if (day == 0)
        return;
    struct civil c = civil_from_day(day);
    buf_add_format(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void ui_number(struct buf *out, int64_t n)
{
    buf_add_i64(out, n);
}

void ui_bytes(struct buf *out, int64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    int64_t tenths = bytes > INT64_MAX / 10 ? INT64_MAX : bytes * 10;

    while (tenths >= 10240 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        tenths = (tenths + 512) / 1024;
        unit++;
    }
    buf_add_i64(out, tenths / 10);
    /* One decimal only where it says something: 3.4 KiB, but 512 B and 50 MiB. */
    if (unit > 0 && tenths < 100 && tenths % 10 != 0)
        buf_add_format(out, ".%d", (int)(tenths % 10));
    buf_add_char(out, ' ');
    buf_add_cstr(out, units[unit]);
}

struct ui_param ui_param_text(const char *name, struct str text)
{
    return (struct ui_param){.name = name, .kind = UI_PARAM_TEXT, .text = text};
}

struct ui_param ui_param_cstr(const char *name, const char *text)
{
    return (struct ui_param){.name = name, .kind = UI_PARAM_TEXT, .text = str_from_cstr(text)};
}

struct ui_param ui_param_number(const char *name, int64_t number)
{
    return (struct ui_param){.name = name, .kind = UI_PARAM_NUMBER, .number = number};
}

struct ui_param ui_param_unsigned(const char *name, uint64_t number)
{
    return ui_param_number(name, number > INT64_MAX ? INT64_MAX : (int64_t)number);
}

struct ui_param ui_param_instant(const char *name, int64_t us)
{
    return (struct ui_param){.name = name, .kind = UI_PARAM_INSTANT, .number = us};
}

struct ui_param ui_param_day(const char *name, int32_t day)
{
    return (struct ui_param){.name = name, .kind = UI_PARAM_DAY, .number = day};
}

static void add_param(struct buf *out, UI_ESCAPE(escape_value), enum lang lang,
                      const struct ui_param *param)
{
    switch (param->kind) {
    case UI_PARAM_TEXT:
        escape_value(out, param->text);
        break;
    case UI_PARAM_NUMBER:
        ui_number(out, param->number);
        break;
    case UI_PARAM_INSTANT:
        ui_instant(out, lang, param->number);
        break;
    case UI_PARAM_DAY:
        ui_day(out, lang, (int32_t)param->number);
        break;
    }
}

static const struct ui_param *find_param(const struct ui_words *words, struct str name)
{
    for (size_t i = 0; i < words->count; i++) {
        if (str_equal(str_from_cstr(words->params[i].name), name))
            return &words->params[i];
    }
    return NULL;
}

void ui_fill(struct buf *out, UI_ESCAPE(escape_value), enum lang lang, struct ui_words words)
{
    const struct str text = words.text;
    size_t from = 0;

    while (from < text.len) {
        size_t open = str_find(text, STR("{"), from);
        size_t close = open == SIZE_MAX ? SIZE_MAX : str_find(text, STR("}"), open);
        if (close == SIZE_MAX)
            break;
        const struct ui_param *param = find_param(&words, str_slice(text, open + 1, close));
        if (param == NULL) {
            escape_value(out, str_slice(text, from, open + 1));
            from = open + 1;
            continue;
        }
        escape_value(out, str_slice(text, from, open));
        add_param(out, escape_value, lang, param);
        from = close + 1;
    }
    escape_value(out, str_slice(text, from, text.len));
}
