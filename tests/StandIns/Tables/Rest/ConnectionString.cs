namespace Azure.Data.Tables.Rest;

/// <summary>A storage connection string with an account key.</summary>
internal sealed record ConnectionString(Uri Endpoint, TableSharedKeyCredential Credential)
{
    // The emulator's account and key are published and the same everywhere.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static ConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var settings = text.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment.Split('=', 2))
            .ToDictionary(
                pair => pair[0].Trim(),
                pair => pair.Length == 2 ? pair[1].Trim() : throw new InvalidOperationException("Connection string doesn't have value for keyword '" + pair[0] + "'."),
                StringComparer.OrdinalIgnoreCase);
        if (settings.TryGetValue("UseDevelopmentStorage", out var emulator) && emulator == "true")
            return new(new Uri($"http://127.0.0.1:10002/{EmulatorAccount}"), new(EmulatorAccount, EmulatorKey));
        if (settings.ContainsKey("SharedAccessSignature"))
            throw new NotSupportedException("The stand-in for Azure.Data.Tables knows account keys and token credentials, no shared access signature.");
        if (!settings.TryGetValue("AccountName", out var account) || !settings.TryGetValue("AccountKey", out var key))
            throw new ArgumentException("Connection string parsing error");
        return new(Address(settings, account), new(account, key));
    }

    private static Uri Address(Dictionary<string, string> settings, string account)
    {
        if (settings.TryGetValue("TableEndpoint", out var endpoint) && endpoint.Length > 0)
            return new Uri(endpoint);
        if (!settings.TryGetValue("EndpointSuffix", out var suffix))
            throw new ArgumentException("Connection string parsing error");
        return new Uri($"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{suffix}");
    }
}
