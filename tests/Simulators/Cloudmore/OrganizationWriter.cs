using System.Globalization;
using System.Text.Json;

namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>Writes one organization of the report: organization, services, products, service items.</summary>
internal sealed class OrganizationWriter(Utf8JsonWriter json, CloudmoreBehaviour behaviour)
{
    /// <summary>Writes the organization with the given lines.</summary>
    public void Write(BrokerOrganization organization, IReadOnlyList<BrokerLine> lines)
    {
        json.WriteStartObject();
        Text("organizationId", organization.Id);
        Text("organizationName", organization.Name);
        Text("customerNumber", organization.CustomerNumber);
        Text("organizationCurrencyCode", organization.CurrencyCode);
        List("services", lines.GroupBy(line => (line.ServiceId, line.ServiceName)), service =>
        {
            Text("serviceId", service.Key.ServiceId);
            Text("serviceName", service.Key.ServiceName);
            List("products", service.GroupBy(line => (line.ProductId, line.ProductName, line.ItemCode)), product =>
            {
                Text("productId", product.Key.ProductId);
                Text("productName", product.Key.ProductName);
                Text("itemCode", product.Key.ItemCode);
                List("serviceItems", product, WriteLine);
            });
        });
        json.WriteEndObject();
    }

    private void WriteLine(BrokerLine line)
    {
        Text("billingDate", line.BillingDate.ToString(behaviour.DatesWithTime ? "yyyy-MM-dd'T00:00:00'" : "yyyy-MM-dd", CultureInfo.InvariantCulture));
        Text("subscriptionId", line.SubscriptionId);
        Text("subscriptionName", line.SubscriptionName);
        Number("quantity", line.Quantity);
        Number("unitCostPrice", line.UnitCostPrice);
        Number("unitSalesPrice", line.UnitSalesPrice);
        Number("totalCost", line.TotalCost);
        Number("totalSales", line.TotalSales);
        Text("currencyCode", line.CurrencyCode);
        Text("paymentFrequency", line.PaymentFrequency);
        Text("purchaseOrderNumber", line.PurchaseOrderNumber);
        Text("billingLineDetails", line.BillingLineDetails);
        Text("note", line.Note);
    }

    private void List<T>(string field, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(behaviour.Name(field));
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Text(string field, string? value) => json.WriteString(behaviour.Name(field), value);

    private void Number(string field, decimal value)
    {
        if (behaviour.NumbersAsText)
            Text(field, value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber(behaviour.Name(field), value);
    }
}
