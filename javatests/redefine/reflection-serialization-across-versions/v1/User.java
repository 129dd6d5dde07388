import java.io.Serializable;

class User implements Serializable {
    private static final long serialVersionUID = 1;
    final String name;
    String mail = "none@example.org";

    User(String name) {
        this.name = name;
    }

    public String toString() {
        return name + " <" + mail + ">";
    }
}
