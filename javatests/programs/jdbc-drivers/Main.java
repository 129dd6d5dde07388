import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import java.util.logging.Logger;

/** Caller-sensitive methods of a module of the platform loader. */
public class Main {
    public static class EchoDriver implements Driver {
        public Connection connect(String url, Properties info) {
            if (!acceptsURL(url)) {
                return null;
            }
            return (Connection) Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Connection.class},
                    (proxy, method, args) -> method.getName().equals("getCatalog") ? url : null);
        }

        public boolean acceptsURL(String url) {
            return url.startsWith("jdbc:echo:");
        }

        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        public int getMajorVersion() {
            return 1;
        }

        public int getMinorVersion() {
            return 2;
        }

        public boolean jdbcCompliant() {
            return false;
        }

        public Logger getParentLogger() {
            return null;
        }
    }

    public static void main(String[] args) throws Exception {
        DriverManager.registerDriver(new EchoDriver());
        try (Connection connection = DriverManager.getConnection("jdbc:echo:hello")) {
            System.out.println(connection.getCatalog());
        }
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            System.out.println(driver.getClass().getName() + " " + driver.getMajorVersion() + "." + driver.getMinorVersion());
        }
        try {
            DriverManager.getConnection("jdbc:none:x");
        } catch (SQLException e) {
            System.out.println(e.getMessage() + " " + e.getSQLState());
        }
        System.out.println(Connection.class.getClassLoader() == ClassLoader.getPlatformClassLoader());
        System.out.println(java.sql.Timestamp.valueOf("2020-01-02 03:04:05.6"));
    }
}
