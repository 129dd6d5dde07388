import java.util.List;

class Names {
    List<String> all() {
        return List.of();
    }
}
