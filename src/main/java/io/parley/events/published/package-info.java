/**
 * The schema of the events published over Kafka, for programs that others write. It is a contract separate from the journal: a field may be
 * added; any other change needs a new version of the event's type beside the old one. Samples are under persistence/events/published, the
 * description is in events/asyncapi.yaml.
 */
@NullMarked
package io.parley.events.published;

import org.jspecify.annotations.NullMarked;
