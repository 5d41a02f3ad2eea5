using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Stores;

// The tests run in the test host; this is what the processes do that tests start and kill.
return args[0] == CrashHost.Verb ? await CrashHost.RunAsync(args[1], args[2]) : await MaildirChild.RunAsync(args);
