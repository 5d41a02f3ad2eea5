// The tests run in the test host; this is what the processes do that tests start and kill.
return await Restante.EndToEnd.Stores.MaildirChild.RunAsync(args);
