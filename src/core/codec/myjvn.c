/*
 * core/codec/myjvn.c — what every answer of MyJVN carries beside its content: the mark of XML
 * answers and the Status of both. It must never take an answer that tells an error for one that is
 * merely empty.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/myjvn.h"
#include "core/text/ui.h"

/* Bytes of the service's own words that are shown. */
enum { DETAIL_BYTES = 400 };

void codec_write_handling(struct xml_writer *w)
{
    static const struct xml_pair mark[] = {
        {"xsi:type", STR_INIT("tlpMarking:TLPMarkingStructureType")},
        {"marking_model_name", STR_INIT("TLP")},
        {"marking_model_ref", STR_INIT("http://www.us-cert.gov/tlp/")},
        {"color", STR_INIT("WHITE")},
    };

    xml_open(w, "sec:handling");
    xml_open(w, "marking:Marking");
    xml_open_with(w, "marking:Marking_Structure", mark, sizeof(mark) / sizeof(mark[0]));
    xml_close(w);
    xml_close(w);
    xml_close(w);
}

static struct str number(int64_t n, struct arena *a)
{
    return arena_format(a, "%lld", (long long)n);
}

void myjvn_write_status(struct xml_writer *w, const struct myjvn_status *v, enum lang lang,
                        struct arena *a)
{
    const struct xml_pair pairs[] = {
        {"version", STR("3.3")},
        {"method", v->method},
        {"lang", lang == LANG_EN ? STR("en") : STR("ja")},
        {"retCd", STR("0")},
        {"retMax", number(v->max, a)},
        {"errCd", STR("")},
        {"errMsg", STR("")},
        {"totalRes", number(v->total, a)},
        {"totalResRet", number(v->returned, a)},
        {"firstRes", number(v->first, a)},
        {"feed", STR("hnd")},
        {"vulnId", v->vuln_id},
    };

    xml_open_with(w, "status:Status", pairs, sizeof(pairs) / sizeof(pairs[0]));
    xml_close(w);
}

/* ---- an error -------------------------------------------------------------------------------- */

static bool is_zero(struct str code)
{
    uint64_t n;

    return str_to_u64(code, UINT64_MAX, &n) && n == 0;
}

/* Not in the middle of a character. */
static struct str beginning(struct str text)
{
    size_t len = text.len < DETAIL_BYTES ? text.len : DETAIL_BYTES;

    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80) {
        len--;
    }
    return str_slice(text, 0, len);
}

const char *myjvn_refusal(const struct myjvn_error *v, struct arena *a, struct str *detail)
{
    const char *between = str_is_empty(v->name) || str_is_empty(v->message) ? "" : " ";
    struct buf out;

    *detail = (struct str){NULL, 0};
    if (str_is_empty(v->code) || is_zero(v->code)) {
        return NULL;
    }
    buf_init(&out, a, 4 * DETAIL_BYTES);
    plain_text(&out, codec_one_line(beginning(v->name), a));
    buf_add_cstr(&out, between);
    plain_text(&out, codec_one_line(beginning(v->message), a));
    *detail = buf_str(&out);
    return out.len > 0 ? N_("the service answered with an error:")
                       : N_("the service answered with an error");
}
