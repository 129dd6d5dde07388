import java.util.ArrayList;
import java.util.List;

class Note {
    final String text;
    final List<String> tags = new ArrayList<>();

    Note(String text) {
        this.text = text;
    }

    String show() {
        tags.add("tag of " + text);
        return text + " has " + tags;
    }
}
