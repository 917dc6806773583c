package kilonova.control.placement;

import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;

/** A consumer's hold on one provider. The consumer is a server or a migration. */
public record Allocation(String consumer, String provider, ProjectId project, UserId user, Resources resources) {}
