import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes an object graph to a file, reads it back, compares. */
public class Main {
    enum Kind {
        FILE, FOLDER {
            @Override
            String mark() {
                return "/";
            }
        };

        String mark() {
            return "";
        }
    }

    static class Entry implements Serializable {
        private static final long serialVersionUID = 7;
        final String name;
        final Kind kind;
        Entry parent;
        final List<Entry> children = new ArrayList<>();
        transient int cached = 5;

        Entry(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        Entry add(Entry e) {
            e.parent = this;
            children.add(e);
            return this;
        }

        String path() {
            return (parent == null ? "" : parent.path()) + name + kind.mark();
        }
    }

    record Tag(String key, Map<Kind, List<Integer>> values) implements Serializable {
    }

    static class Version implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 3;
        private transient String text = "three";

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = "read " + number;
        }
    }

    public static void main(String[] args) throws Exception {
        Entry root = new Entry("root", Kind.FOLDER).add(new Entry("a", Kind.FILE)).add(new Entry("sub", Kind.FOLDER).add(new Entry("b", Kind.FILE)));
        Map<String, Object> graph = new HashMap<>();
        graph.put("root", root);
        graph.put("same", root.children.get(1).children.get(0));
        graph.put("tag", new Tag("t", new EnumMap<>(Map.of(Kind.FILE, List.of(1, 2), Kind.FOLDER, List.of()))));
        graph.put("version", new Version());
        graph.put("array", new Object[] {1, "x", new int[] {1, 2}, null});
        Path file = Path.of("graph.ser");
        try (ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeObject(graph);
            out.writeUnshared("tail");
        }
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            Map<?, ?> back = (Map<?, ?>) in.readObject();
            Entry r = (Entry) back.get("root");
            Entry b = (Entry) back.get("same");
            System.out.println(b.path() + " " + (b.parent.parent == r) + " " + (r.kind == Kind.FOLDER) + " " + r.cached);
            System.out.println(back.get("tag"));
            System.out.println(((Version) back.get("version")).text);
            System.out.println(((Object[]) back.get("array")).length);
            System.out.println(in.readUnshared());
        }
        System.out.println(Files.size(file) > 500);
    }
}
