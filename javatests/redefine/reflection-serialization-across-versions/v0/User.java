import java.io.Serializable;

class User implements Serializable {
    private static final long serialVersionUID = 1;
    final String name;

    User(String name) {
        this.name = name;
    }

    public String toString() {
        return name;
    }
}
