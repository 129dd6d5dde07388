package jrun.update;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.HashMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Puts the entries of maps whose keys an update has changed where they belong now. Sets of the class library hold such maps. */
final class Rehash {
    private Rehash() {}

    /** All maps of these classes that have a migrated object as a key. */
    static void all(Trial trial) {
        Map<Object, Boolean> migrated = trial.migrated();
        for (Class<?> type : List.of(
                HashMap.class, Hashtable.class, ConcurrentHashMap.class, WeakHashMap.class, TreeMap.class)) {
            for (Object found : Trial.instances0(type)) {
                @SuppressWarnings("unchecked")
                Map<Object, Object> map = (Map<Object, Object>) found;
                if (holds(map, migrated)) {
                    again(map);
                }
            }
        }
    }

    private static boolean holds(Map<Object, Object> map, Map<Object, Boolean> migrated) {
        for (Object key : map.keySet()) {
            if (migrated.containsKey(key)) {
                return true;
            }
        }
        return false;
    }

    private static void again(Map<Object, Object> map) {
        List<Object> keys = new ArrayList<>(map.size());
        List<Object> values = new ArrayList<>(map.size());
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            keys.add(entry.getKey());
            values.add(entry.getValue());
        }
        map.clear();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), values.get(i));
        }
    }
}
