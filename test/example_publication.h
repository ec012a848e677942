/*
 * test/example_publication.h — one publication with everything in it, of invented people, products
 * and numbers, for the tests of advisory, codecs and press. Constant data; functions here must not
 * allocate.
 */
#ifndef TEST_EXAMPLE_PUBLICATION_H
#define TEST_EXAMPLE_PUBLICATION_H

#include "core/advisory/advisory.h"

/* 2026-10-14T03:00:00Z, noon in Japan; a revision a week later. */
#define EXAMPLE_PUBLISHED_US INT64_C(1791946800000000)
#define EXAMPLE_REVISED_US (EXAMPLE_PUBLISHED_US + 7 * US_PER_DAY + INT64_C(90) * US_PER_SECOND)

static struct advisory_product example_products[] = {
    {STR_INIT("株式会社みほん"), STR_INIT("みほんゲートウェイ"), STR_INIT("2.0.0 から 2.4.1 まで"),
     STR_INIT("cpe:2.3:a:mihon:gateway:*:*:*:*:*:*:*:*"), STR_INIT("pkg:generic/mihon-gateway")},
    {STR_INIT("株式会社みほん"),
     STR_INIT("みほんゲートウェイ mini"),
     STR_INIT("すべてのバージョン"),
     {NULL, 0},
     {NULL, 0}},
    {STR_INIT("Example Works <Ltd.>"),
     STR_INIT("Reader & Writer"),
     STR_INIT("prior to 7.1"),
     {NULL, 0},
     {NULL, 0}},
};

static struct advisory_reference example_references[] = {
    {STR_INIT("https://docs.example/guide?a=1&b=2"), STR_INIT("設定の手引き")},
    {STR_INIT("https://docs.example/plain"), {NULL, 0}},
};

static struct advisory_analysis example_analyses[] = {
    {20740,
     STR_INIT("CVE-1900-0001"),
     STR_INIT("3.1"),
     STR_INIT("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
     STR_INIT("9.8"),
     STR_INIT("緊急"),
     {NULL, 0}},
    {20740,
     STR_INIT("CVE-1900-0002"),
     STR_INIT("4.0"),
     STR_INIT("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N"),
     STR_INIT("6.9"),
     {NULL, 0},
     STR_INIT("見本開発者")},
};

static struct advisory_related example_related[] = {
    {STR_INIT("CVE"), STR_INIT("CVE-1900-0001"), STR_INIT("https://cve.example/CVE-1900-0001")},
    {STR_INIT("CVE"), STR_INIT("CVE-1900-0002"), {NULL, 0}},
    {STR_INIT("JVN iPedia"), STR_INIT("JVNDB-1900-000001"), {NULL, 0}},
};

static struct advisory_cve example_cves[] = {
    {STR_INIT("CVE-1900-0001"), STR_INIT("CWE-78"),
     STR_INIT("Improper Neutralization of Special Elements used in an OS Command ('OS Command "
              "Injection')")},
    {STR_INIT("CVE-1900-0002"), STR_INIT("CWE-79"),
     STR_INIT(
         "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')")},
};

static struct history_line example_vendor_history[] = {
    {.at_us = EXAMPLE_PUBLISHED_US},
    {.at_us = EXAMPLE_REVISED_US,
     .text = {STR_INIT("ステータスが更新されました"), STR_INIT("Status updated")}},
};

static struct publication_vendor example_vendors[] = {
    {.party = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
     .name = {STR_INIT("株式会社みほん"), STR_INIT("Mihon, Inc.")},
     .status = VENDOR_STATUS_AFFECTED,
     .comment = {STR_INIT(
                     "株式会社みほんでは本件に関して以下の URL にて情報を公開しています。\n"
                     "https://mihon.example/security/2026-10.html\n\n更新版をお使いください。"),
                 {NULL, 0}},
     .notice_url = STR_INIT("https://mihon.example/security/2026-10.html"),
     .history = example_vendor_history,
     .history_count = 2},
    {.party = {{0xff, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17}},
     .name = {STR_INIT("Example Works <Ltd.>"), {NULL, 0}},
     .status = VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING},
    {.party = {{0x80, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18}},
     .name = {STR_INIT("例示通信株式会社"), STR_INIT("Reiji Communications")},
     .status = VENDOR_STATUS_INFORMED},
};

static struct history_line example_history[] = {
    {.at_us = EXAMPLE_PUBLISHED_US},
    {.at_us = EXAMPLE_REVISED_US,
     .text = {STR_INIT("ベンダ情報を更新しました"), STR_INIT("Vendor status updated")}},
};

/* A copy that a test may change at its top level. */
static inline struct publication example_publication(void)
{
    return (struct publication){
        .number = STR_INIT("JVN#19000001"),
        .kind = PUBLICATION_COORDINATED,
        .state = PUBLICATION_PUBLISHED,
        .revision = 2,
        .published_at_us = EXAMPLE_PUBLISHED_US,
        .revised_at_us = EXAMPLE_REVISED_US,
        .advisory =
            {
                .title = {STR_INIT(
                              "みほんゲートウェイにおける OS コマンドインジェクションの脆弱性"),
                          STR_INIT("Mihon Gateway vulnerable to OS command injection")},
                .overview = {STR_INIT("みほんゲートウェイには、<OS コマンド> & "
                                      "設定画面に関する脆弱性が存在します。"),
                             STR_INIT(
                                 "Mihon Gateway contains an OS command injection vulnerability.")},
                .affected = {STR_INIT("影響を受けるバージョンは次の通りです。"),
                             STR_INIT("Affected versions:")},
                .description = {STR_INIT("設定画面の処理に不備があります。\n詳しくは "
                                         "https://docs.example/a?b=1&c=2。\n\n"
                                         "二つ目の段落です。"),
                                STR_INIT("The settings page does not check its input.")},
                .impact =
                    {STR_INIT(
                         "遠隔の第三者によって、任意の OS コマンドを実行される可能性があります。"),
                     STR_INIT("A remote attacker may execute arbitrary OS commands.")},
                .solution = {STR_INIT("アップデートする\n開発者が提供する情報をもとに、最新版へアッ"
                                      "プデートしてください。"),
                             STR_INIT("Update to the latest version.")},
                .credit = {STR_INIT("この脆弱性情報は、見本太郎 氏が届け出ました。"),
                           STR_INIT("Taro Mihon reported this vulnerability.")},
                .change_note = {STR_INIT("ベンダ情報を更新しました"),
                                STR_INIT("Vendor status updated")},
                .products = example_products,
                .product_count = 3,
                .references = example_references,
                .reference_count = 2,
                .analyses = example_analyses,
                .analysis_count = 2,
                .related = example_related,
                .related_count = 3,
                .cves = example_cves,
                .cve_count = 2,
            },
        .vendors = example_vendors,
        .vendor_count = 3,
        .history = example_history,
        .history_count = 2,
    };
}

/* The least that can be released: Japanese, no English, nothing optional (PUB-30, PUB-31). */
static inline struct publication example_publication_bare(void)
{
    return (struct publication){
        .number = STR_INIT("JVN#19000002"),
        .kind = PUBLICATION_COORDINATED,
        .state = PUBLICATION_PUBLISHED,
        .revision = 1,
        .published_at_us = EXAMPLE_PUBLISHED_US + US_PER_DAY,
        .revised_at_us = EXAMPLE_PUBLISHED_US + US_PER_DAY,
        .advisory =
            {
                .title = {STR_INIT("見本ビューアにおける情報漏えいの脆弱性"), {NULL, 0}},
                .overview = {STR_INIT("見本ビューアには、情報漏えいの脆弱性が存在します。"),
                             {NULL, 0}},
                .impact = {STR_INIT("情報が漏えいする可能性があります。"), {NULL, 0}},
                .solution = {STR_INIT("使用を停止してください。"), {NULL, 0}},
            },
        .vendors = &example_vendors[2],
        .vendor_count = 1,
    };
}

#endif
