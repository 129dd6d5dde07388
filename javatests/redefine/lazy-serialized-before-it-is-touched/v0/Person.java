import java.io.Serializable;

class Person implements Serializable {
    private static final long serialVersionUID = 1;
    String name = "Ann";
    int age = 7;

    public String toString() {
        return name + " " + age;
    }
}
