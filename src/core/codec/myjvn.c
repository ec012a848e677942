/*
 * core/codec/myjvn.c — what every XML answer of MyJVN carries beside its content.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/myjvn.h"

void codec_write_handling(struct xml_writer *w)
{
    xml_open(w, "sec:handling");
    xml_open(w, "marking:Marking");
    xml_open(w, "marking:Marking_Structure");
    xml_attribute(w, "xsi:type", STR("tlpMarking:TLPMarkingStructureType"));
    xml_attribute(w, "marking_model_name", STR("TLP"));
    xml_attribute(w, "marking_model_ref", STR("http://www.us-cert.gov/tlp/"));
    xml_attribute(w, "color", STR("WHITE"));
    xml_close(w);
    xml_close(w);
    xml_close(w);
}

static void write_number(struct xml_writer *w, const char *name, int64_t n, struct arena *a)
{
    xml_attribute(w, name, arena_format(a, "%lld", (long long)n));
}

void myjvn_write_status(struct xml_writer *w, const struct myjvn_status *v, enum lang lang,
                        struct arena *a)
{
    xml_open(w, "status:Status");
    xml_attribute(w, "version", STR("3.3"));
    xml_attribute(w, "method", v->method);
    xml_attribute(w, "lang", lang == LANG_EN ? STR("en") : STR("ja"));
    xml_attribute(w, "retCd", STR("0"));
    write_number(w, "retMax", v->max, a);
    xml_attribute(w, "errCd", STR(""));
    xml_attribute(w, "errMsg", STR(""));
    write_number(w, "totalRes", v->total, a);
    write_number(w, "totalResRet", v->returned, a);
    write_number(w, "firstRes", v->first, a);
    xml_attribute(w, "feed", STR("hnd"));
    if (!str_is_empty(v->vuln_id)) {
        xml_attribute(w, "vulnId", v->vuln_id);
    }
    xml_close(w);
}
