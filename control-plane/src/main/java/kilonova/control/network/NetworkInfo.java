package kilonova.control.network;

/** A network as compute needs it: {@code external} ones are for administrators, {@code usable} says it has a subnet. */
public record NetworkInfo(String id, String name, String projectId, boolean shared, boolean external, boolean usable) {}
