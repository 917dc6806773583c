package kilonova.control.identity.embedded;

import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.identity.v1.DomainServiceGrpc;
import kilonova.identity.v1.GetDomainRequest;
import kilonova.identity.v1.ListDomainsRequest;
import kilonova.identity.v1.ListDomainsResponse;

/** Wire in, wire out: domains. */
final class DomainApi extends DomainServiceGrpc.DomainServiceImplBase {
    private final Domains domains;

    DomainApi(Domains domains) {
        this.domains = domains;
    }

    @Override
    public void getDomain(GetDomainRequest request, StreamObserver<kilonova.identity.v1.Domain> out) {
        Unary.reply(out, () -> IdentityProto.domain(domains.get(Call.current().principal(), request.getId())));
    }

    @Override
    public void listDomains(ListDomainsRequest request, StreamObserver<ListDomainsResponse> out) {
        Unary.reply(out, () -> {
            var ask = Page.Ask.of(request.getPageSize(), request.getPageToken());
            var page = domains.list(Call.current().principal(), request.getName(), ask);
            return ListDomainsResponse.newBuilder()
                    .addAllDomains(
                            page.items().stream().map(IdentityProto::domain).toList())
                    .setNextPageToken(page.next())
                    .build();
        });
    }
}
