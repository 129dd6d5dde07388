import java.util.List;

class Types {
    static final List<String> ALLOWED = List.of("jpg", "png", "webp");
}
