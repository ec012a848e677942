/*
 * core/codec/foreign.h — a publication in the formats that other programs take in: OSV, OpenVEX,
 * CycloneDX (VDR and VEX in one), STIX 2.1. Written only. Pure and byte-stable.
 *
 * Each needs a number and both dates (ERR_INVALID otherwise). Identifiers are derived from names,
 * so that the same publication has the same ids for ever. The English text is taken where there is
 * one, for the readers of these formats are programs and people of other countries; STIX has the
 * Japanese beside it.
 */
#ifndef CORE_CODEC_FOREIGN_H
#define CORE_CODEC_FOREIGN_H

#include "core/codec/codec.h"

/* OSV 1.7. ERR_UNSUPPORTED when no product is a package of an ecosystem that OSV knows. */
enum err osv_write(const struct publication *v, const struct codec_scheme *s,
                   struct buf *out) MUST_CHECK;
/* OpenVEX 0.2.0. ERR_UNSUPPORTED when no product can be named (without a page only by package URL
 * or CPE name), and for a withdrawn publication. */
enum err openvex_write(const struct publication *v, const struct codec_scheme *s,
                       struct buf *out) MUST_CHECK;
/* CycloneDX 1.6. */
enum err cyclonedx_write(const struct publication *v, const struct codec_scheme *s,
                         struct buf *out) MUST_CHECK;
/* STIX 2.1: a bundle of one identity, a vulnerability for each CVE number, the products and the
 * solution. */
enum err stix_write(const struct publication *v, const struct codec_scheme *s,
                    struct buf *out) MUST_CHECK;

/* The UUID of version 5 for a name in the name space of addresses (RFC 9562); 36 characters. */
struct str uuid_of_name(struct str name, struct arena *a);
/* The same in the name space of STIX observables (STIX 2.1, 2.9), of the properties that identify
 * one as canonical JSON. */
struct str uuid_of_observable(struct str properties, struct arena *a);

#endif
