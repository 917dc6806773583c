package kilonova.control.identity.embedded;

import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Unary;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.identity.v1.ListCatalogEntriesResponse;

/** Wire in, wire out: the catalog. */
final class CatalogApi extends CatalogServiceGrpc.CatalogServiceImplBase {
    private final Catalog catalog;

    CatalogApi(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void listCatalogEntries(ListCatalogEntriesRequest request, StreamObserver<ListCatalogEntriesResponse> out) {
        Unary.reply(out, () -> ListCatalogEntriesResponse.newBuilder()
                .addAllEntries(catalog.answering().stream()
                        .map(service -> IdentityProto.entry(catalog.region(), service))
                        .toList())
                .build());
    }
}
