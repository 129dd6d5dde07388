import java.util.ArrayList;
import java.util.List;

class Audited extends Base {
    final List<String> log = new ArrayList<>();

    String read() {
        log.add("read");
        return super.read() + "\n" + log;
    }
}
