package kilonova.control.image.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.image.v1.AddImageMemberRequest;
import kilonova.image.v1.AddImageTagRequest;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.DeactivateImageRequest;
import kilonova.image.v1.DeleteImageRequest;
import kilonova.image.v1.DownloadImageRequest;
import kilonova.image.v1.DownloadImageResponse;
import kilonova.image.v1.GetImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageMember;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ListImageMembersRequest;
import kilonova.image.v1.ListImageMembersResponse;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.ListImagesResponse;
import kilonova.image.v1.ReactivateImageRequest;
import kilonova.image.v1.RemoveImageMemberRequest;
import kilonova.image.v1.RemoveImageTagRequest;
import kilonova.image.v1.UpdateImageMemberRequest;
import kilonova.image.v1.UpdateImageRequest;
import kilonova.image.v1.UploadImageRequest;

/** Wire in, wire out: parse, call one method, render. No other logic. */
final class ImageApi extends ImageServiceGrpc.ImageServiceImplBase {
    private final ImageCatalog catalog;
    private final ImageTransfers transfers;
    private final ImageMembers members;
    private final Requests requests;

    ImageApi(ImageCatalog catalog, ImageTransfers transfers, ImageMembers members, Requests requests) {
        this.catalog = catalog;
        this.transfers = transfers;
        this.members = members;
        this.requests = requests;
    }

    @Override
    public void getImage(GetImageRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> ImageProto.image(catalog.get(who(), request.getId())));
    }

    @Override
    public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> out) {
        Unary.reply(out, () -> ImageProto.page(catalog.list(who(), ImageProto.query(request))));
    }

    @Override
    public void createImage(CreateImageRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> {
            Image said = request.getImage();
            return catalog.create(who(), said.getId(), ImageProto.facts(said, who().projectOrNone()), image(request));
        });
    }

    @Override
    public void updateImage(UpdateImageRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> {
            Image said = request.getImage();
            var change = ImageProto.change(said, request.getUpdateMask());
            return catalog.update(who(), said.getId(), said.getEtag(), change, image(request));
        });
    }

    @Override
    public void deleteImage(DeleteImageRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> catalog.delete(who(), request.getId(), requests.once(who(), request)));
    }

    @Override
    public StreamObserver<UploadImageRequest> uploadImage(StreamObserver<Image> out) {
        return new UploadStream(who(), transfers, out, this::image);
    }

    @Override
    public void downloadImage(DownloadImageRequest request, StreamObserver<DownloadImageResponse> out) {
        try {
            var bytes = transfers.download(who(), request.getId(), request.getOffset());
            DownloadStream.start(bytes, (ServerCallStreamObserver<DownloadImageResponse>) out);
        } catch (RuntimeException refused) {
            out.onError(Unary.status(refused));
        }
    }

    @Override
    public void deactivateImage(DeactivateImageRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> catalog.deactivate(who(), request.getId(), image(request)));
    }

    @Override
    public void reactivateImage(ReactivateImageRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> catalog.reactivate(who(), request.getId(), image(request)));
    }

    @Override
    public void addImageTag(AddImageTagRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> catalog.addTag(who(), request.getId(), request.getTag(), image(request)));
    }

    @Override
    public void removeImageTag(RemoveImageTagRequest request, StreamObserver<Image> out) {
        Unary.reply(out, () -> catalog.removeTag(who(), request.getId(), request.getTag(), image(request)));
    }

    @Override
    public void listImageMembers(ListImageMembersRequest request, StreamObserver<ListImageMembersResponse> out) {
        Unary.reply(out, () -> ListImageMembersResponse.newBuilder()
                .addAllMembers(members.list(who(), request.getId()).stream()
                        .map(ImageProto::member)
                        .toList())
                .build());
    }

    @Override
    public void addImageMember(AddImageMemberRequest request, StreamObserver<ImageMember> out) {
        Unary.reply(
                out, () -> members.add(who(), request.getId(), new ProjectId(request.getProjectId()), member(request)));
    }

    @Override
    public void updateImageMember(UpdateImageMemberRequest request, StreamObserver<ImageMember> out) {
        Unary.reply(
                out,
                () -> members.answer(
                        who(),
                        request.getId(),
                        new ProjectId(request.getProjectId()),
                        ImageProto.answer(request.getStatus()),
                        member(request)));
    }

    @Override
    public void removeImageMember(RemoveImageMemberRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> members.remove(
                        who(), request.getId(), new ProjectId(request.getProjectId()), requests.once(who(), request)));
    }

    private Once<StoredImage, Image> image(Message request) {
        return requests.once(who(), request, Image.getDefaultInstance(), ImageProto::image);
    }

    private Once<Membership, ImageMember> member(Message request) {
        return requests.once(who(), request, ImageMember.getDefaultInstance(), ImageProto::member);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
