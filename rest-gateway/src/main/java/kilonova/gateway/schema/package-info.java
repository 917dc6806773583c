/**
 * JSON Schema, the part of draft 2020-12 that OpenStack's schemas use, compiled to a chain of checks.
 *
 * <p>Why not a library: callers read the sentences of Python's validator, and only the first one, found in the order in
 * which a schema lists its keywords; and a body is checked on the hot path. A library is the second opinion in the tests.
 *
 * <p>Invariants: a {@link kilonova.gateway.schema.Schema} is immutable and compiled once; a keyword that this package
 * does not know fails the compilation instead of passing everything.
 *
 * <p>Way in: {@link kilonova.gateway.schema.SchemaLibrary} by name, {@link kilonova.gateway.schema.Schema#check}.
 */
@NullMarked
package kilonova.gateway.schema;

import org.jspecify.annotations.NullMarked;
