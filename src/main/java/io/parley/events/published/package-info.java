/**
 * The schema of what leaves by Kafka, for programs that others write. It is a promise of its own, apart from the journal: a field may be
 * added, everything else takes a new version of the event's type beside the old one. Samples stand under persistence/events/published, the
 * description in events/asyncapi.yaml.
 */
@NullMarked
package io.parley.events.published;

import org.jspecify.annotations.NullMarked;
