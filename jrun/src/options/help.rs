//! What `--help` and `-X` print.
//!
//! Never: anything that depends on the command line.

/// `--help`.
pub(super) const HELP: &str = "\
Usage: jrun [options] <mainclass> [args...]
           (to run a class)
   or  jrun [options] -jar <jarfile> [args...]
           (to run a jar file)
   or  jrun [options] -m <module>[/<mainclass>] [args...]
           (to run the main class of a module)
   or  jrun [options] <sourcefile>.java [args...]
           (to run a program of one source file)

jrun runs Java 17 programs, as java does, on the class library of an installed
JDK 17 (found through JAVA_HOME, then java on PATH, then the usual folders).
What is new: classes can change while the program runs. Start it with

    jrun --watch classes -cp classes shop.Main

then edit and recompile into classes/. The new code takes over, the program's
data stays, and a report says what changed.

Live updates:
    --watch <folder>
                  take over class files that change in this folder;
                  may be given several times
    --report=text|json
                  how updates are reported on the error stream
    --when=now|quiescent[:<time>]
                  update at once, or when no call of a changed class is on
                  a stack; given up after the time, 10s if none is given
    --instances=migrate|keep|lazy[,<class>=migrate|keep|lazy...]
                  what becomes of live objects when a change alters their
                  fields or supertypes: they are converted, or stay with
                  the version that they are of, or are converted when they
                  are first touched
    --statics=new|changed|default
                  initializers that an update runs: those of new static
                  fields, those that changed as well, or none
    --migration-time=<time>
                  how long migrations and validations of a patch may take;
                  10s if not given
    --field-cache=none|paper|guarded
                  what field accesses and calls remember of what they found:
                  nothing; the member, while no old version of its class is
                  alive; or also, while one is, where each version has it
                  (the default)
    --undo-depth=<number>
                  how many updates can be undone; 1 if not given
    --on-refusal=keep|restart|exit
                  what follows a refused change: the program goes on and the
                  change waits for the next one, or it starts again, or ends
    --explain     print the plan of each update before applying it
    --dry-run     with --watch: print the plans, apply nothing
    --control     take orders from the commands below; --watch implies it

Commands for running programs (each has --help):
    jrun update <pid> <patch>, jrun undo <pid>, jrun versions <pid>
    jrun patch create|show|check
                  make, show and check patch files

Finding classes:
    -cp, -classpath, --class-path <folders and jars, separated by ':'>
                  where to look for classes; default: CLASSPATH, else '.'
    -p, --module-path <folders, separated by ':'>
                  where to look for modules
    --upgrade-module-path <folders>
    --add-modules <module>[,<module>...]
    --limit-modules <module>[,<module>...]
    --list-modules, --validate-modules
    -d, --describe-module <module>
                  show modules and end

Running:
    -D<name>=<value>
                  set a system property
    -Xmx<size>, -Xms<size>
                  largest and first heap size, as in -Xmx512m
    -Xss<size>    stack size of a thread
    -ea[:<package>...|:<class>], -da[:<package>...|:<class>]
                  switch assertions on or off
    -esa, -dsa    the same for the class library
    --enable-preview
                  allow classes that use preview features
    -agentlib:<name>[=<options>], -agentpath:<path>[=<options>],
    -javaagent:<jar>[=<options>]
                  load an agent
    --dry-run     without --watch: load the main class, do not run it
    @<file>       read arguments from a file

Showing:
    -version, --version
                  show the version and end (error stream, output stream)
    -showversion, --show-version
                  show the version and go on
    -verbose:[class|module|gc|jni]
                  tell what happens inside
    -Xlog:<what>  log, for instance -Xlog:update or -Xlog:gc
    -?, -h, -help, --help
                  show this help (error stream; --help: output stream)
    -X, --help-extra
                  show more options

The environment variables JDK_JAVA_OPTIONS and JAVA_TOOL_OPTIONS work as for java.
";

/// `-X`.
pub(super) const EXTRA_HELP: &str = "
    -Xbootclasspath/a:<folders and jars separated by :>
                      append to the class path of the boot loader
    -Xcheck:jni       check the calls of native code
    -Xdiag            show more when the main class cannot be loaded
    -Xlog:<what>      logging
    -Xmn<size>        size of the young generation
    -Xms<size>        initial heap size
    -Xmx<size>        maximum heap size
    -Xrs              leave the termination signals to the system
    -XshowSettings[:all|locale|properties|vm|system]
                      show settings and go on
    -Xss<size>        stack size of a thread
    -Xverify[:all|remote|none]
                      which classes are verified; default: remote,
                      which means those of the program
    -Xbatch -Xcomp -Xint -Xmixed -Xshare:<mode> -Xnoclassgc -Xdebug
                      accepted for java's sake, without effect
    -XX:<flag>        the flags of HotSpot 17 are accepted; MaxHeapSize,
                      InitialHeapSize and ThreadStackSize have an effect
    --add-reads <module>=<module>(,<module>)*
    --add-exports <module>/<package>=<module>(,<module>)*
    --add-opens <module>/<package>=<module>(,<module>)*
    --patch-module <module>=<file>(:<file>)*
                      change what modules read, export, open and contain
    --source <version>
                      the version of the source in source-file mode

    -Xstress:<mode>[,<mode>...]
                      test jrun itself; what a program does must not change:
                      collect=N  move  poison  sanity  redefine=N
                      relayout=N  keep=N  lazy=N  rollback
                      tiny-stack  collect-in-update
                      fault=<stage>[:<n>]  the n-th patch fails after a stage

";
