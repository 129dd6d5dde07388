import java.util.ArrayList;

class Named extends ArrayList<Integer> {
    final String name;

    Named(String name) {
        this.name = name;
    }
}
