import java.util.ArrayList;
import java.util.List;

class Note {
    final String text;
    final List<String> tags = new ArrayList<>(List.of("new"));

    Note(String text) {
        this.text = text;
    }

    public String toString() {
        return "Note " + text + " " + tags;
    }
}
