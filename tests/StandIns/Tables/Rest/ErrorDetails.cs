using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>Reads <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>. In a transaction the message starts with the index of the refused action.</summary>
internal sealed class ErrorDetails : RequestFailedDetailsParser
{
    public const string FailedEntity = "FailedEntity";

    public override bool TryParse(Response response, out ResponseError error, out IDictionary<string, string> data)
    {
        error = null;
        data = null;
        if (response.ContentStream is null || response.Content.ToMemory().IsEmpty)
            return false;
        try
        {
            using var document = JsonDocument.Parse(response.Content);
            if (!document.RootElement.TryGetProperty("odata.error", out var details))
                return false;
            data = new Dictionary<string, string>(StringComparer.Ordinal);
            error = new ResponseError(details.GetProperty("code").GetString(), Message(details, data));
            return true;
        }
        catch (Exception notOurs) when (notOurs is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static string Message(JsonElement details, IDictionary<string, string> data)
    {
        var message = details.GetProperty("message").GetProperty("value").GetString();
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !int.TryParse(message.AsSpan(0, colon), NumberStyles.Integer, CultureInfo.InvariantCulture, out var index))
            return message;
        data[FailedEntity] = index.ToString(CultureInfo.InvariantCulture);
        return message + $"\n The index of the entity that caused the error can be found in {nameof(TableTransactionFailedException.FailedTransactionActionIndex)}.";
    }
}
