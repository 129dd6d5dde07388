import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.maxBy;
import static java.util.stream.Collectors.summingInt;
import static java.util.stream.Collectors.toCollection;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A sales report made of streams and collectors. */
public class Main {
    enum Region {
        NORTH, EAST, SOUTH, WEST
    }

    record Sale(int id, Region region, String product, int units, double price) {
        double total() {
            return units * price;
        }
    }

    static void show(Object o) {
        System.out.println(o);
    }

    public static void main(String[] args) {
        String[] products = {"ticket", "poster", "mug", "shirt"};
        List<Sale> sales = IntStream.rangeClosed(1, 300)
            .mapToObj(i -> new Sale(i, Region.values()[i * 7 % 4], products[i * 13 % 17 % 4], 1 + i * 31 % 9, 5 + i * 17 % 40 / 2.0)).toList();
        System.out.printf(Locale.ROOT, "%d sales, %.2f in all%n", sales.size(), sales.stream().mapToDouble(Sale::total).sum());
        sales.stream().collect(groupingBy(Sale::region, TreeMap::new, averagingDouble(Sale::total)))
            .forEach((r, v) -> System.out.printf(Locale.ROOT, "%-6s %8.3f%n", r, v));
        sales.stream().collect(groupingBy(Sale::product, TreeMap::new, groupingBy(Sale::region, TreeMap::new, summingInt(Sale::units))))
            .forEach((p, m) -> show(p + " " + m));
        show(sales.stream().collect(groupingBy(s -> s.units() % 3 == 0, TreeMap::new,
            collectingAndThen(maxBy(Comparator.comparingDouble(Sale::total).thenComparing(Sale::id)), s -> s.orElseThrow().id()))));
        show(sales.stream().filter(s -> s.price() > 20).map(Sale::product).collect(toCollection(TreeSet::new)));
        show(sales.stream().sorted(Comparator.comparing(Sale::total).reversed().thenComparing(Sale::id)).limit(5)
            .map(s -> s.id() + ":" + s.total()).collect(joining("; ", "top [", "]")));
        show(sales.parallelStream().collect(groupingBy(Sale::units, TreeMap::new, counting())));
        show(sales.stream().collect(groupingBy(Sale::region, TreeMap::new, mapping(Sale::units, toCollection(TreeSet::new)))));
    }
}
