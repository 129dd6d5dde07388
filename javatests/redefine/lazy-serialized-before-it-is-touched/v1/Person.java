import java.io.Serializable;

class Person implements Serializable {
    private static final long serialVersionUID = 1;
    double level = 2.5;
    String name = "Ann";
    int age = 7;
    String city = "Bern";

    public String toString() {
        return name + " " + age + " of " + city + " at " + level;
    }
}
