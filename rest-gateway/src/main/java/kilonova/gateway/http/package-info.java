/**
 * What every REST face is made of: a server per face, requests and answers, bounded bodies, streamed JSON, trace ids, the
 * way to the control plane, and how a problem looks over HTTP.
 *
 * <p>Invariants: nothing here knows an API of OpenStack; a handler runs on its own virtual thread and may block; every
 * answer, failures too, carries the trace id; every call to the control plane has a deadline and carries the caller's own
 * token.
 *
 * <p>Way in: {@link kilonova.gateway.http.Face} for those who write one, {@link kilonova.gateway.http.FaceServer} for those
 * who start one.
 */
@NullMarked
package kilonova.gateway.http;

import org.jspecify.annotations.NullMarked;
